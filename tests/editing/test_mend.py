import re
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.editing.mend import mend
from aggregator.mojibake import FORBIDDEN, SUSPICION

#: All that the rules about quotation marks look at.
QUOTED = st.lists(
    st.sampled_from([*"aAéß人ש5  \n.,:;!?…()[]-–—/'’‘“”“”“”„«»=\u00a0s", "\n\n", "the ", "”the", "s”", ",”", "Ł"]),
    max_size=40,
).map("".join)

#: What reading lets through.
READABLE = st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\n\t")
#: What is left of letters and marks that were decoded with the wrong table.
MISREAD_TEXT = st.text(st.sampled_from("Ãâ€Â©™œï»¿¾À…”“ aé.,Ð\n?ž¢‚¬„'"), max_size=20)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("told reporters,”The dam is safe”", "told reporters, “The dam is safe”"),
        ("as a”wonder”", "as a “wonder”"),
        ("as a”wonder", "as a “wonder"),
        ("he called it”safe,”adding nothing", "he called it “safe,” adding nothing"),
        ("It is late.”We wait,”she said", "It is late. “We wait,” she said"),
        ("It is late.”She left", "It is late. “She left"),
        ("“It is late.”She left", "“It is late.” She left"),
        ("“Is it late?”asked he. “No!”said she…", "“Is it late?” asked he. “No!” said she…"),
        ("said:“Yes” and:”No”", "said: “Yes” and: “No”"),
        ("the“dam” and the”pond”", "the “dam” and the “pond”"),
        ("(the”dam”)", "(the “dam”)"),
        ("”The dam,”he said", "”The dam,” he said"),
        ("said that”a. He added that”b.”They left", "said that “a. He added that “b.” They left"),
        ("non-”native”and’”more”", "non-“native” and’“more”"),
        ("the “dam”and the “pond”or", "the “dam” and the “pond” or"),
        ("une”école”très", "une “école” très"),
        ("sade”dammen”och ”Bra” sade", "sade ”dammen” och ”Bra” sade"),
        ("sade”dammen”och [”Bra”] sade", "sade ”dammen” och [”Bra”] sade"),
        ("Он назвал это”чудом”и ушёл", "Он назвал это “чудом” и ушёл"),
        ("One”a”two\n\nThree”b”four", "One “a” two\n\nThree “b” four"),
        ("50%”off”now", "50% “off” now"),
        ("“a”“b”", "“a” “b”"),
        ("(”the dam”safe)", "(”the dam” safe)"),
        ("”Bra” sa de“sista”", "”Bra” sa de “sista”"),
        ("said”wait\n\nIt is late.”We wait", "said “wait\n\nIt is late. “We wait"),
        ("called it a”wonder”and said:”It holds", "called it a “wonder” and said: “It holds"),
        ("the”open-”air. It holds.”Then", "the “open-“air. It holds.” Then"),
        ("called it a”dam,”then”safe.”She", "called it a “dam,” then “safe.” She"),
    ],
)
def test_a_quotation_mark_gets_its_direction_and_its_space_back(damaged: str, mended: str) -> None:
    assert mend(damaged) == mended


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "“The dam is safe,” he said. It is a “wonder”.",
        "the “Herald”s crew, two “no”s",
        "“The dam… he said “again",
        "..dots in a row ..and ties.Tehran",
        "5”x7” and 10”pipe and 6” of rain",
        "”Dammen är säker”, sade han om ”Bladet”s artikel (”Bra”).",
        "”Pato on turvallinen”, hän sanoi.",
        "„Der Damm ist sicher“, sagte er. „Gut“, sagte sie.",
        "„Gut“sagte sie, „der Damm“hält”.",
        "„Tama jest bezpieczna”, powiedział.",
        "„A gát biztos”-mondta.",
        "«Il a dit “oui”», l’“affaire” d’“État”",
        "他说：“大坝很安全”，然后离开。",
        "使用“Python”语言：“Read it”，“再见”。",
        "彼は“ダム”と言った。“Dam”です。",
        "הוא אמר ”הסכר בטוח” על צה”ל וארה”ב",
        "قال “السد آمن” ثم رحل، “Python” لغة",
        "وقال:“السد آمن”",
        "<a href=”http://example.org”>x=”y”</a>",
        "Déjà vu… à « Paris », É… CAFÉ™",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "don’t – “yes”…",
        "Café am Fluß",
        "Ελλάδα",
        "Привет, мир: «да»",
        "日本語",
        "żółw",
        "naïve",
    ],
)
@pytest.mark.parametrize("wrong", ["windows-1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_letters_decoded_with_the_wrong_table_are_read_again(text: str, wrong: str, times: int) -> None:
    damaged = text
    for _ in range(times):
        # As browsers do, which let the bytes pass that windows-1252 does not have (WHATWG encoding standard).
        damaged = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in damaged.encode())
    assert mend(f"One.\n{damaged}\n\nTwo.") == f"One.\n{text}\n\nTwo."


def test_a_line_without_damage_stays_beside_one_with_it() -> None:
    assert mend("l’Ã©cole\nVOILÀ… É…") == "l’école\nVOILÀ… É…"


def test_a_closing_mark_that_lost_its_last_byte_is_one() -> None:
    assert mend("â€œThe dam is safe,â€ he said. â€œWait.â€") == "“The dam is safe,” he said. “Wait.”"


@pytest.mark.parametrize("hidden", ["\ufffe", "\uffff", "\0", "\ud800", "\u2028", "\u0085", "\x81", "\ufeff", "\ufdd0"])
def test_no_character_that_xml_forbids_comes_in_by_decoding(hidden: str) -> None:
    damaged = hidden.encode("utf-8", "surrogatepass").decode("latin-1")
    if hidden == "\0":
        damaged = "À€"  # as Java writes it
    assert not FORBIDDEN.search(
        mend(f"donâ€™t {damaged.encode('latin-1', 'replace').decode('windows-1252', 'replace')}")
    )
    assert not FORBIDDEN.search(mend("donâ€™t " + "ï¿¾" + "â€¨" + "À€"))


@pytest.mark.parametrize("line", ["ï¿¾", "â€¨", "â€‹", "ï»¿", "Â\u00a0"])
def test_a_line_never_becomes_one_that_shows_nothing(line: str) -> None:
    mended = mend(f"{line}\n\ntext")
    assert any(unicodedata.category(character)[0] in "LNPS" for character in mended.partition("\n")[0])


# What holds for every text


@settings(deadline=None)  # the first example that needs it loads ftfy
@given(QUOTED | st.text(READABLE) | MISREAD_TEXT)
@example("“a”b”c")
@example("é”a“b")
@example("âÂ€")
@example("”a”s b”")
def test_mending_twice_changes_nothing(text: str) -> None:
    once = mend(text)
    assert mend(once) == once


@given(QUOTED)
def test_turning_quotes_changes_but_marks_and_adds_but_single_spaces(text: str) -> None:
    if SUSPICION.search(text):
        return
    pieces, mended = re.split("[“”]", text), re.split("[“”]", mend(text))
    assert len(mended) == len(pieces)
    assert all(
        after in {before, f" {before}", f"{before} ", f" {before} "}
        for before, after in zip(pieces, mended, strict=True)
    )


@settings(deadline=None)  # the first example that needs it loads ftfy
@given(st.text(READABLE))
def test_letters_and_digits_stay_in_any_text(text: str) -> None:
    if not SUSPICION.search(text):
        assert letters(mend(text)) == letters(text)


@settings(deadline=None)  # the first example that needs it loads ftfy
@given(st.text(st.characters(codec="windows-1252")))
def test_no_text_of_the_west_makes_it_raise_or_loses_lines(text: str) -> None:
    assert mend(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    ["a”" * 100_000, "“a" * 100_000, "â€™" * 200_000, "â€™\n" * 40_000, "Ã" * 400_000, "„a”b" * 50_000, "”" * 200_000],
)
def test_a_megabyte_of_damage_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    mend(text)
    assert time.process_time() - begun < 5
