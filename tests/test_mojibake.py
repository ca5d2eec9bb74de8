"""Text decoded with the wrong table is decoded again, and no other."""

import pytest

from aggregator.mojibake import as_if_misread, decode_again


@pytest.mark.parametrize(
    "text",
    [
        "Até “AMANHÔ diz «ALEMû",
        "“LUMEA ROMÂNÔ și «MOLDOVÂ»",
        "MAÇÃ—PREÇO",
        "ALEMÃ\u00a0: o time",
        "The letter “Ã” is no damage, neither is “Ð” or Ä™",
        "CAFÉ° 50 â€ KŘÍŽ",
        "voilà” dit-il, « à » la carte",
        "Серия “Р” и группа “С”",
    ],
)
def test_undamaged_text_stays(text: str) -> None:
    assert decode_again(text) == text


@pytest.mark.parametrize("wrong", ["windows-1252", "latin-1"])
@pytest.mark.parametrize(
    "text",
    ["It’s “the dam”", "Café déjà vu", "über die Straße", "порт открыт снова", "日本語", "بندر باز شد", "maître"],
)
def test_damaged_text_is_read_as_it_was_meant(text: str, wrong: str) -> None:
    # As browsers do, which let the bytes pass that windows-1252 does not have (WHATWG encoding standard).
    damaged = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode())
    assert damaged != text
    assert decode_again(damaged) == text


def test_a_marker_or_a_date_is_recognised_without_further_evidence() -> None:
    assert [as_if_misread(line) for line in ("Read more Â»", "Read moreâ€¦", "14 fÃ©vrier 2012")] == [
        "Read more »",
        "Read more…",
        "14 février 2012",
    ]
