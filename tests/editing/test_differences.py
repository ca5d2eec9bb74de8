import time
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.editing import differences as module
from aggregator.editing.differences import Segment, by_paragraph, differences

SIGNS = {"kept": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
#: Few words, so that many are in both; marks, empty lines and scripts without spaces among them.
WORDS = st.sampled_from(
    ["a", "b", "the", "don't", "3.5", "-", "…", " ", "\n", "\n\n", "\u00a0", "花", "น้ำ", "बढ़ी", "🌕", "\0"]
)
TEXTS = st.lists(WORDS).map("".join) | st.text()


def marked(before: str, after: str) -> str:
    return "".join(SIGNS[kind].format(text) for kind, text in differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("Gulls scream.", "Gulls scream.", "Gulls scream."),
        ("", "Gulls scream.", "[+Gulls scream.+]"),
        ("Gulls scream.", "", "[-Gulls scream.-]"),
        ("The old pier opens.", "The new pier opens.", "The [-old-][+new+] pier opens."),
        ("The pier opens.", "The old pier opens.", "The [+old +]pier opens."),
        ("The old pier opens.", "The pier opens.", "The [-old -]pier opens."),
        ("He said so", "He said so!", "He said [-so-][+so!+]"),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", "One.\n\nTwo.[+\n\nThree.+]"),
        ("It is red.", "It is red. It is big.", "It is red.[+ It is big.+]"),
        ("One.\n\nTwo.", "One. Two.", "One.[-\n\n-][+ +]Two."),
        ("春天来了", "春天走了", "春天[-来-][+走+]了"),
        ("เปิดใต้น้ำ", "เปิดใต้ฟ้ำ", "เปิดใต้[-น้-][+ฟ้+]ำ"),
        ("कीमत बढ़ी", "कीमत घटी", "कीमत [-बढ़ी-][+घटी+]"),
        ("باز شد امروز", "بسته شد امروز", "[-باز-][+بسته+] شد امروز"),
    ],
)
def test_what_an_edit_changed(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_off(before: str, after: str) -> None:
    segments = differences(before, after)

    assert "".join(text for kind, text in segments if kind != "added") == before
    assert "".join(text for kind, text in segments if kind != "removed") == after
    assert all(text for _, text in segments)
    assert all(one.kind != other.kind for one, other in pairwise(segments))


@given(TEXTS)
def test_what_is_the_same_is_kept(text: str) -> None:
    assert differences(text, text) == ((Segment("kept", text),) if text else ())


@given(TEXTS, TEXTS)
def test_paragraphs_lose_nothing_but_what_parts_them(before: str, after: str) -> None:
    segments = differences(before, after)
    paragraphs = by_paragraph(segments)

    assert all(paragraphs)
    assert all("\n\n" not in text for paragraph in paragraphs for _, text in paragraph)
    shown, written = ("".join(text for _, text in each) for each in (chain(*paragraphs), segments))
    assert "".join(shown.split()) == "".join(written.split())


def test_paragraphs_stay_apart() -> None:
    segments = differences("One two.\n\nThree.", "One three.\n\nThree.\n\nFour.")

    assert by_paragraph(segments) == [
        (Segment("kept", "One "), Segment("removed", "two."), Segment("added", "three.")),
        (Segment("kept", "Three."),),
        (Segment("added", "Four."),),
    ]


def test_much_that_was_rewritten_takes_seconds_at_most() -> None:
    before = " ".join(f"w{number * 7919 % 20011}" for number in range(100_000))
    after = " ".join(f"w{number * 104729 % 20011}" for number in range(100_000))
    begun = time.process_time()
    differences(before, after)
    assert time.process_time() - begun < 15


def test_what_is_too_much_to_compare_is_shown_as_whole_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COMPARED", 8)
    assert marked("One.\n\nTwo three four.", "One.\n\nTwo three five.") == (
        "One.\n\n[-Two three four.-][+Two three five.+]"
    )


def test_much_is_compared_in_less_memory_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IN_MEMORY", 0)
    assert marked("The old pier opens.", "The new pier opens.") == "The [-old-][+new+] pier opens."
