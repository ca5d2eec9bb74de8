"""Which lines end an article of a digest, and which address belongs to it."""

import pytest

from aggregator.model import Article, Parsed
from aggregator.reading.format import ReadingRules
from aggregator.reading.formats.digest import Digest

RULES = ReadingRules()
DIGEST = Digest()


def read(text: str, *markers: str) -> tuple[Article, ...]:
    return DIGEST.parse(text, ReadingRules(markers)).articles


@pytest.mark.parametrize(
    "sentence",
    [
        "Those who want to\nread more\nabout the pond may ask.",
        "Children should\nread more.",
        "Why do they not\nread more?",
        "We all have to\nread more!",
        "Visitors can\nread more (https://example.org/pond)\nabout the pond.",
        "كل الأطفال يريدون\nاقرأ المزيد.",
    ],
)
def test_a_sentence_broken_over_lines_ends_nothing(sentence: str) -> None:
    (article,) = read(f"Title\n\n{sentence}\n\nAnother paragraph.\n\nRead more")
    assert article.paragraphs == (sentence, "Another paragraph.")


@pytest.mark.parametrize(
    "marker", ["Read more.", "→ Read more.", "[Read more.]", "Read more", "read more", "Read more…", "اقرأ المزيد."]
)
def test_a_marker_right_under_a_finished_sentence_ends_its_article(marker: str) -> None:
    assert [article.title for article in read(f"One\n\nText.\n{marker}\n\nTwo")] == ["One", "Two"]


@pytest.mark.parametrize("title", ["Two", "e-bikes banned in town", "de Gaulle returns", "about it at the desk"])
@pytest.mark.parametrize("marker", ["Read more.", "read more!", "Read more", "[Read more](https://example.org/a)"])
def test_right_under_a_finished_sentence_whatever_follows_a_marker_is_a_title(title: str, marker: str) -> None:
    for stop in ".?…”։።":
        text = f"One\n\nText{stop}\n{marker}\n{title}\n\nText."
        assert [article.title for article in read(text)] == ["One", title]


@pytest.mark.parametrize("gap", ["", "\u200b", "\u00a0", "-----", "\u3000"])
def test_a_marker_after_a_line_that_looks_empty_may_end_like_a_sentence(gap: str) -> None:
    assert [article.title for article in read(f"One\n\ntext\n{gap}\nread more.\nTwo")] == ["One", "Two"]


def test_two_markers_in_a_row_end_one_article() -> None:
    parsed = DIGEST.parse("One\n\nText.\n\nRead more\nRead more.\nTwo", RULES)
    assert [article.title for article in parsed.articles] == ["One", "Two"]
    assert parsed.notes == ((6, "“Read more.” ends nothing: no title stands above it"),)


def test_a_name_that_begins_with_a_small_letter_is_a_title() -> None:
    assert [article.title for article in read("One\nText.\nRead more\neBay buys a harbour\nText.")] == [
        "One",
        "eBay buys a harbour",
    ]


def test_blocks_without_a_word_are_passed_over_with_a_note() -> None:
    parsed = DIGEST.parse("-----\n\nRead more\n\n\u200b\n\nWeiterlesen\n\nTitle\n\n", RULES)
    assert parsed == Parsed(
        "press digest",
        (Article(9, 9, "Title", ()),),
        (
            (3, "“Read more” ends nothing: no title stands above it"),
            (7, "“Weiterlesen” ends nothing: no title stands above it"),
        ),
    )


def test_an_address_alone_under_a_marker_is_its_link() -> None:
    one, two = read("One\n\nText.\n\nRead more:\n  https://example.org/a \nTwo\n\nText.")
    assert (one.link, one.marker, one.last_line) == ("https://example.org/a", "Read more:", 6)
    assert (two.title, two.line) == ("Two", 7)


@pytest.mark.parametrize("gap", ["", " ", "\u00a0", "\u200b"])
def test_an_address_one_empty_line_below_a_marker_is_its_link(gap: str) -> None:
    one, two = read(f"One\n\nRead more:\n{gap}\nhttps://example.org/a\n\nTwo")
    assert (one.link, one.last_line) == ("https://example.org/a", 5)
    assert (two.title, two.line) == ("Two", 7)


@pytest.mark.parametrize("gap", ["\n", "-----", "\n-----\n"])
def test_an_address_farther_from_a_marker_or_parted_from_it_is_not_its_link(gap: str) -> None:
    assert [(article.title, article.link) for article in read(f"One\n\nRead more\n{gap}\nhttps://example.org/a")] == [
        ("One", None),
        ("https://example.org/a", None),
    ]


def test_an_address_under_a_marker_with_its_own_is_not_its_link() -> None:
    one, two = read("One\n\nRead more: https://example.org/1\nhttps://example.org/2\n")
    assert (one.link, two.title) == ("https://example.org/1", "https://example.org/2")


def test_lines_are_counted_from_one_with_the_marker_included() -> None:
    one, two = read("\n\nOne\n\nText.\n\nRead more\n\nTwo\n\nText.\n\n\n")
    assert (one.line, one.last_line) == (3, 7)
    assert (two.line, two.last_line) == (9, 11)


def test_the_users_own_markers_come_on_top() -> None:
    text = "One\n\nText.\n\n###\n\nTwo\n\nText.\n\nEnde gut!\n\nThree\n\nRead more\n"
    assert [article.title for article in read(text, "###", "Ende gut")] == ["One", "Two", "Three"]


# For people who ask why


def test_running_text_that_speaks_of_a_marker_is_remarked_on() -> None:
    text = "Title\n\nThey “read more” than we.\nLeer mas, dice.\n\nRead more\n\nbreadread moreover\n"
    assert list(DIGEST.remarks(text, RULES)) == [
        (3, "“read more” stands inside running text, so it ends no article"),
        (4, "“leer más” stands inside running text, so it ends no article"),
    ]


def test_a_marker_and_the_address_under_it_are_not_remarked_on() -> None:
    text = "One\n\nRead more:\nhttps://example.org/read-more\n\nTwo\n\nRead more:\n\nhttps://example.org/read-more"
    assert list(DIGEST.remarks(text, RULES)) == []
