import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.reading.markers import LONGEST_WITH_URL, PHRASES, Marker, Markers, address_alone, fold, markers_for

MARKERS = Markers()
EVERY_PHRASE = [phrase for phrases in PHRASES.values() for phrase in phrases]
#: What editors and their programs put around a marker.
DECORATIONS = [
    "{}",
    "{} »",
    "{}…",
    "{}...",
    "[{}]",
    "→ {}",
    "({})",
    "  {}\t",
    "**{}**",
    "\u200f{}\u200e",
    "“{}”",
    "{} >>",
]


@pytest.mark.parametrize("phrase", EVERY_PHRASE)
def test_every_phrase_in_every_case_and_decoration_is_a_marker(phrase: str) -> None:
    for spelling in (phrase, phrase.upper(), phrase.title(), phrase.capitalize()):
        for decoration in DECORATIONS:
            assert MARKERS.read(decoration.format(spelling)), decoration.format(spelling)


def test_phrases_of_many_languages_are_known() -> None:
    for line in (
        "Pročitaj više", "Pročitajte više", "Прочети повече", "Čítať viac", "Preberi več", "Skaityti daugiau",
        "Lasīt vairāk", "Loe edasi", "Číst dál", "Читать больше", "Llegir més", "Irakurri gehiago", "Lexo më shumë",
        "Đọc tiếp", "อ่านต่อ", "আরও পড়ুন", "மேலும் படிக்க", "अधिक वाचा", "წაიკითხე მეტი", "Կարդալ ավելին",
        "ተጨማሪ ያንብቡ", "مزید پڑھئے", "مطالعه بیشتر", "Find out more", "See more", "Read the full story here",
        "Read the article", "Zum Artikel", "Ver más", "La suite",
    ):  # fmt: skip
        assert MARKERS.read(line), line


@pytest.mark.parametrize(
    "line",
    [
        "ＲＥＡＤ　ＭＯＲＥ",
        "Read\u00a0More",
        "Re\u00adad more",
        "𝗥𝗲𝗮𝗱 𝗺𝗼𝗿𝗲",
        "read–more",
        "LIRE L’ARTICLE",
        "ΔΙΑΒΑΣΤΕ ΠΕΡΙΣΣΟΤΕΡΑ",
        "CIST DALE",
        "Leer mas",
        "DEVAMINI OKU",
        "DEVAMI",
        "devamini oku",
        "اقرا المزيد",
        "إقرأ المزيد",
        "اِقْرَأ المَزيد",
        "اقــرأ المــزيد",
        "اقرأ المزید",
        "ادامه\u200cی مطلب",
        "ادامهٔ مطلب",
        "ادامه مطلب…",
        "קְרָא עוֹד",
        "le\u0301er ma\u0301s",
        "Read more &gt;&gt;",
        "Read more (3)",
        "Read more...(1)",
        "1. Read more",
        "[12] Read more »",
        "اقرأ المزيد (٣)",
    ],
)
def test_what_keyboards_do_to_a_phrase_makes_no_difference(line: str) -> None:
    assert MARKERS.read(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        "»",
        "-----",
        "Read",
        "more",
        "Readmore",
        "Read more books",
        "I read more",
        "Read more about https://example.org/dam",
        "[Read more](https://example.org/dam) about it",
        '<a href="https://example.org/dam">Read more about the dam</a>',
        "https://example.org/read-more",
        "Read more " + "-" * 100 + " https://example.org/dam",
        "Read more on",
        "Read more on the dam https://example.org/dam",
        "Read more (2024)",
        "Read more than 3",
        "3",
        "Read more" * 1000,
        "Read more" + "!" * LONGEST_WITH_URL,
        "Read more " + "https://example.org/" + "x" * LONGEST_WITH_URL,
        "30",
    ],
)
def test_anything_else_on_the_line_makes_it_running_text(line: str) -> None:
    assert MARKERS.read(line) is None


@pytest.mark.parametrize(
    ("line", "sentence_end"),
    [
        ("Read more.", True),
        ("Read more!", True),
        ("Read more?", True),
        ("اقرأ المزيد؟", True),
        ("阅读更多。", True),
        ("Read more", False),
        ("Read more...", False),
        ("Read more…", False),
        ("Read more!!", False),
        ("[Read more.]", False),
    ],
)
def test_a_marker_may_end_like_a_sentence(line: str, *, sentence_end: bool) -> None:
    assert MARKERS.read(line) == Marker(line, None, sentence_end)


def test_a_marker_is_shown_as_it_stands_without_the_space_around_it() -> None:
    marker = MARKERS.read("\t\u00a0[Read\u00a0more …] ")
    assert marker == Marker("[Read\u00a0more …]", None, sentence_end=False)


# The user's own


def test_the_users_markers_are_read_like_the_built_in_ones() -> None:
    markers = Markers(("Weiter im Text", "more »", "a rather long invitation to go on reading at the site of a paper"))
    for line in ("WEITER IM TEXT", "→ weiter im Text: https://example.org", "More", "Read more"):
        assert markers.read(line)
    assert markers.read("[A rather long invitation to go on reading at the site of a paper]")
    assert not MARKERS.read("Weiter im Text")


def test_a_users_marker_without_letters_is_taken_as_it_is() -> None:
    markers = Markers(("###", "-30-", "* * *"))
    assert [bool(markers.read(line)) for line in ("###", " ### ", "* * *", "-30-")] == [True] * 4
    assert [bool(markers.read(line)) for line in ("##", "####", "# # #", "30", "***", "", "-", "### 3", "3 ###")] == [
        False
    ] * 9


def test_a_users_marker_of_nothing_ends_nothing() -> None:
    markers = Markers(("", " ", "\u00a0"))
    assert [markers.read(line) for line in ("", " ", "\u00a0", "»", "-")] == [None] * 5
    assert markers.mentions("nothing of the kind") is None


def test_the_markers_of_a_configuration_are_made_once() -> None:
    assert markers_for(("Weiter im Text",)) is markers_for(("Weiter im Text",))
    assert markers_for(("Weiter im Text",)) is not markers_for(())


# Mentions


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("who wants to read more", "read more"),
        ("They “Read More” than we", "read more"),
        ("Read more at home", "read more at"),
        ("Quiere leer mas libros", "leer más"),
        ("breadread moreover", None),
        ("to spread more", None),
        ("", None),
    ],
)
def test_a_mention_is_named_by_its_own_spelling(line: str, phrase: str | None) -> None:
    assert MARKERS.mentions(line) == phrase


# What holds for every line


@given(st.text())
@example("İ")
@example("ﷺ")
@example("\u0345")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text() | st.text("<>[]()hrefTps:/.w=\"' Readmo&;", max_size=200))
def test_no_line_makes_it_raise(line: str) -> None:
    marker = MARKERS.read(line)
    assert marker is None or marker.text == line.strip()
    MARKERS.mentions(line)
    address_alone(line)


@given(st.sampled_from(EVERY_PHRASE), st.text(st.characters(categories=["Po", "Pd", "Zs", "Cf"]), max_size=4))
def test_signs_around_a_phrase_make_no_difference(phrase: str, signs: str) -> None:
    assert MARKERS.read(f"{signs} {phrase} {signs}")


@pytest.mark.parametrize(
    "line",
    [
        "://" + "!" * 500_000 + "a",
        "<a " + "href=" * 100_000,
        "<a " + "href = " * 400 + "</",
        "https://" + "(" * 1400 + ")" * 1400,
        "http" * 700 + "://",
        "[" * 1400 + "](" * 700,
        "[url=" * 590 + "://",
        "https://a " * 290,
        "<" * 2900 + "://",
        "&" * 2900 + "://",
    ],
    ids=lambda line: line[:10],
)
def test_a_hostile_line_costs_little(line: str) -> None:
    begun = time.process_time()
    MARKERS.read(line)
    MARKERS.mentions(line)
    address_alone(line)
    assert time.process_time() - begun < 1
