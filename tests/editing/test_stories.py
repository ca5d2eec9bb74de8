"""Which articles are one, and which are not, however much of them is the same."""

import re
from zlib import crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.editing.sketching import UNMISTAKABLE, sketches
from aggregator.editing.stories import alike, near, resemblance

TEXT = (
    "The A7 between Kiel and Plön is closed until Friday because of works on the bridge over the old canal, the "
    "office of roads in Kiel announced on Tuesday; the detour of nine kilometres is signposted in both directions."
)
ARTICLE = b"0123456789abcdef"


@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("", ""),
        ("Kiel", "KIEL"),
        ("; the", " – the"),
        ("The A7", "(agency) Kiel. The A7"),
        ("announced on Tuesday", "announced"),
        ("kilometres", "kilometers"),
        (TEXT[TEXT.index(" announced") :], " …"),
    ],
)
def test_what_an_editor_changes_in_passing_makes_no_other_article(right: str, left: str) -> None:
    other = TEXT.replace(right, left, 1)
    assert alike(TEXT, other)
    assert alike(other, TEXT)
    assert {*sketches(TEXT, ARTICLE)} & {*sketches(other, ARTICLE)}


@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("Plön", "Bonn"),
        ("A7", "A8"),
        ("A7", "A7 and A8"),
        ("Friday", "Saturday"),
        ("Tuesday", "Thursday"),
        ("nine", "ninety"),
        ("closed", "open"),
        ("The A7", "Yesterday was another day, on which something else happened that takes long to tell: the A7"),
    ],
)
def test_another_number_name_or_day_makes_another_article(right: str, left: str) -> None:
    assert not alike(TEXT, TEXT.replace(right, left, 1))


def test_a_character_may_be_a_word_where_no_spaces_are() -> None:
    text = "周一镇议会在市政厅开会讨论港口和学校预算以及新的渡轮时刻表还有桥梁修理的计划。" * 3
    assert alike(text, text.replace("。", "，"))
    assert not alike(text, text.replace("周一", "周二"))
    apart = "周一镇议会在市政厅开会，讨论港口和学校预算以及渡轮，" * 8  # as many words as are compared one by one
    assert not alike(apart, apart.replace("港口", "港湾", 1))


@pytest.mark.parametrize("place", range(len(TEXT.split())))
def test_whichever_one_word_is_spelt_otherwise_a_text_is_found(place: int) -> None:
    words = f"Constitutionally {TEXT}".split()  # the longest word is among the first
    other = [*words]
    other[place] += "s"
    assert {*sketches(" ".join(words), ARTICLE)} & {*sketches(" ".join(other), ARTICLE)}


def test_short_texts_are_never_alike() -> None:
    text = "x " * (UNMISTAKABLE // 2 - 1)
    assert not alike(text, text)


def test_what_resembles_another_text_may_differ_in_names_and_numbers() -> None:
    other = TEXT.replace("A7", "A8").replace("Friday", "Sunday").replace("nine", "twelve")
    assert not alike(TEXT, other)
    assert 0.85 < resemblance(TEXT, other) < resemblance(TEXT, TEXT.replace("A7", "A8")) < resemblance(TEXT, TEXT) == 1
    assert resemblance(TEXT, f"{TEXT} And so on, for as long as it takes.") == 1
    assert resemblance(TEXT, " ".join(sorted(TEXT.split()))) == 0
    assert resemblance("Details follow.", "Details follow.") == 0


def test_how_near_depends_on_the_length() -> None:
    assert near(0, 29 * 86_400, TEXT)
    assert not near(0, 31 * 86_400, TEXT)
    assert near(0, 11 * 3600, "Details follow.")
    assert not near(0, 13 * 3600, "Details follow.")


@given(st.text(), st.text())
def test_any_texts_can_be_compared(one: str, other: str) -> None:
    one, other = one * 20, other * 20
    assert alike(one, other) == alike(other, one)
    assert 0 <= resemblance(one, other) == resemblance(other, one) <= 1
    assert all(-(2**63) <= number < 2**63 for number in sketches(one, ARTICLE))
    assert len(one) < UNMISTAKABLE or alike(one, one)


@given(st.text(st.characters(codec="latin-1") | st.sampled_from("–—‘’“”„…€ŁאДКk漢 _"), min_size=UNMISTAKABLE))
@example("Ein „Haus“ – größer als früher … und ½ so teuer, µ für µ; " * 3)
@example("The Old Pier Is Open Again, And ALL Boats Are Back: " * 2)
@example("Дом на углу улицы снова открыт, и всё в нём по-старому: " * 3)
def test_numbers_are_those_of_the_words_that_a_pattern_finds(text: str) -> None:
    # Old stores hold them: they have to be the same whichever way is taken to them.
    words = [word.encode() for word in re.findall(r"\w+", text[:300].casefold())]
    later = words[8:] or words
    longest = len(words) - len(later) + later.index(max(later, key=len)) if words else 0
    chosen = [words[:8], words[max(longest - 4, 0) : longest + 4]] if words else []
    assert sketches(text, ARTICLE) == tuple(crc32(b" ".join(each)) - 2**31 for each in chosen)
