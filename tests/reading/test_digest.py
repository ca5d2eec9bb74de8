import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.editing.normalise import normalise
from aggregator.errors import ReadingError
from aggregator.model import Article
from aggregator.reading.format import InputFormat, ReadingRules, choose, discover, refuse_shared_suffixes
from aggregator.reading.formats.digest import LONGEST_TITLE, Digest

RULES = ReadingRules()
DIGEST = Digest()
#: Far more than any of the texts below takes, and far less than the square of their length.
PATIENCE = 5.0

#: Lines that careless and hostile hands put into digests.
LINES = st.sampled_from(
    [
        "", "", "", " ", "\u00a0", "\u200b", "\u3000", "\ufe0f", "\u202e", "-----", "* * *", "…", "Title", "title",
        "Text.", "Read more", "read more.", "Read more:", "[Read more](https://example.org/a)", "Continue reading…",
        "READ MORE", "https://example.org/b", "14 March 2012", "2012-03-14", "he said”the dam”", "ï»¿", "شكرا",
        "阅读更多", "x" * 400,
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]))


def read(text: str, *markers: str) -> tuple[Article, ...]:
    return DIGEST.parse(text, ReadingRules(markers)).articles


def words(text: str) -> list[str]:
    return text.split()


def shows(text: str) -> bool:
    return any(
        unicodedata.category(character)[0] != "Z"
        and unicodedata.category(character) not in {"Cc", "Cf"}
        and character not in "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
        and "VARIATION SELECTOR" not in unicodedata.name(character, "")
        for character in text
    )


# What holds for every text


@settings(deadline=None)  # the first example that needs it loads ftfy
@given(TEXTS)
def test_no_text_makes_it_raise_and_every_article_has_a_title_that_shows(text: str) -> None:
    for article in read(text):
        candidate = normalise(article)
        assert shows(candidate.title), article
        assert "\n" not in candidate.title
        assert len(article.title) <= LONGEST_TITLE + len(" …")
        assert all(paragraph and "\n\n" not in paragraph for paragraph in article.paragraphs)


@given(TEXTS)
def test_articles_stand_in_the_order_of_their_lines(text: str) -> None:
    articles = read(text)
    lines = text.removeprefix("ï»¿").split("\n")
    for article in articles:
        assert 1 <= article.line <= article.last_line <= len(lines)
        assert article.title.removesuffix(" …") in " ".join(lines[article.line - 1].split())
    assert all(one.last_line < other.line for one, other in pairwise(articles))


@given(st.lists(st.text("abc é”.", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_no_word_is_lost_or_changed(lines: list[str]) -> None:
    (article,) = read("\n\n".join(lines))
    assert words(article.title) + words(" ".join(article.paragraphs)) == words(" ".join(lines))


@given(st.lists(st.tuples(st.text("Tt x", min_size=1), st.text("Aa z.\n")), max_size=6))
def test_articles_that_are_written_out_are_read_back(articles: list[tuple[str, str]]) -> None:
    articles = [(" ".join(f"T{title}".split()), " ".join(f"A{text}".split())) for title, text in articles]
    written = "\n".join(f"{title}\n\n{text}\n\nRead more\n" for title, text in articles)
    assert [(article.title, *article.paragraphs) for article in read(written)] == articles


@given(TEXTS)
def test_remarks_and_recognition_never_raise(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in DIGEST.remarks(text, RULES))
    DIGEST.recognises(text, RULES)


# Titles


@pytest.mark.parametrize(
    "nothing", ["\u200b", "\u3000\u3000", "\u00a0 \u2009", "\ufe0f", "\u202e", "\u2800", "\u3164", "\u00ad"]
)
def test_a_line_that_shows_nothing_is_no_title_and_parts_paragraphs(nothing: str) -> None:
    (article,) = read(f"{nothing}\nTitle\n{nothing}\nOne.\n{nothing}\nTwo.\n{nothing}\nRead more")
    assert (article.line, article.title, article.paragraphs) == (2, "Title", ("One.", "Two."))


def test_marks_without_width_around_a_line_are_left_out_but_not_those_that_colour_or_direct() -> None:
    (article,) = read("\u200b\u3000☀\ufe0f\u2060\n\n\u200fHTML \u200b")
    assert (article.title, article.paragraphs) == ("☀\ufe0f", ("\u200fHTML",))


def test_spaces_in_a_title_are_single() -> None:
    (article,) = read("A\ttitle  with\u00a0wide \u2003 spaces\n\nText")
    assert article.title == "A title with wide spaces"


def test_a_title_of_5000_characters_is_cut_and_stays_whole_in_the_text() -> None:
    line = "harbour " * 625
    (article,) = read(f"{line}\nSecond line.\n\nMore.\n\nRead more")
    assert article.title == "harbour " * 37 + "…"
    assert article.paragraphs == (line.strip(), "Second line.", "More.")


@pytest.mark.parametrize("line", ["港" * 5000, "a " + "港" * 5000])
def test_a_long_first_line_without_spaces_is_cut_anywhere(line: str) -> None:
    (article,) = read(line)
    assert article.title == line[:LONGEST_TITLE] + " …"
    assert article.paragraphs == (line,)


@pytest.mark.parametrize(
    ("marker", "line"), [("Groß " + "ß" * 40, "GROSS " + "SS" * 40), ("Wort " * 640, "Wort " * 640)]
)
@pytest.mark.parametrize("text", ["Text.", "More at https://example.org."])
def test_a_marker_of_any_length_ends_an_article_in_capitals_too(marker: str, line: str, text: str) -> None:
    articles = read(f"One\n\n{text}\n\n{line}\n\nTwo\n\nText.\n", marker)
    assert [article.title for article in articles] == ["One", "Two"]


def test_a_title_of_just_the_longest_length_is_whole() -> None:
    (article,) = read("x" * LONGEST_TITLE)
    assert (article.title, article.paragraphs) == ("x" * LONGEST_TITLE, ())


# Dates


def test_only_one_date_line_is_taken_and_the_title_is_never() -> None:
    (article,) = read("14 March 2012\n15 March 2012\nText.")
    assert (article.title, article.date_text, article.paragraphs) == ("15 March 2012", "14 March 2012", ("Text.",))
    (article,) = read("14 March 2012")
    assert (article.title, article.date) == ("14 March 2012", None)


def test_a_paragraph_that_was_only_a_date_leaves_no_empty_one() -> None:
    (article,) = read("Title\n\n14 March 2012\n\nText.\n\nRead more")
    assert article.paragraphs == ("Text.",)
    assert article.date is not None
    assert article.date.moment.isoformat() == "2012-03-14T00:00:00+00:00"


# Which format reads a file


@pytest.mark.parametrize(
    "path", ["a.txt", "a.TXT", "a", "press/a.md", "2012.03.14", "v1.2", "a.b/c", ".md/x", "St. Ives"]
)
def test_a_digest_is_known_by_its_suffix(path: str) -> None:
    assert choose(path, "no marker", RULES).name == "press digest"


def test_a_digest_under_another_suffix_is_known_by_a_marker() -> None:
    assert choose("a.news", "Title\n\nLire la suite", RULES).name == "press digest"
    assert choose("a.news", "Title\n\nFin", ReadingRules(("Fin",))).name == "press digest"


def test_what_no_format_reads_is_refused_with_a_remedy() -> None:
    with pytest.raises(ReadingError, match=r"no format reads \.log files .*\.txt.*input\.exclude") as refused:
        choose("a.log", "12:00 read more here and there", RULES)
    assert refused.value.line is None


def test_two_formats_that_claim_one_suffix_are_refused() -> None:
    refuse_shared_suffixes(discover())
    with pytest.raises(RuntimeError, match="two input formats claim"):
        refuse_shared_suffixes([*discover(), _Other()])


class _Other(Digest):
    name = "other"
    suffixes = frozenset({".md"})


def test_every_format_answers_to_the_same_names() -> None:
    every: tuple[InputFormat, ...] = discover()
    assert [each.name for each in every].count("press digest") == 1
    assert all(each.parse("", RULES).articles == () for each in every)


# Time


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "é" * 1_000_000,
        "é\n" * 100_000,
        "\n" * 500_000,
        "\u200b\n" * 100_000,
        "Read more\n" * 50_000,
        "[Read more…]\n" * 30_000,
        "A\nRead more\n" * 30_000,
        "://" + "!" * 1_000_000 + "a",
        ("://" + "!" * 2900 + "a\n") * 300,
        ("<a " + "href=" * 580 + "\n") * 300,
        ("https://" + ")" * 2900 + "\n") * 300,
        ("](" * 1400 + "\n") * 300,
        ("[url=" * 580 + "://\n") * 300,
        ("https://a " * 290 + "\n") * 300,
        "A\nRead more:\n\nhttps://a\n" * 15_000,
        ("<" * 2900 + "://\n") * 300,
        "- " * 500_000 + "a",
        "&<>" * 300_000,
        "said”the dam,”" * 40_000,
        "Ã©" * 300_000,
        "א " * 300_000,
        "A\n2012-03-14\nRead more\n" * 15_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_megabyte_of_anything_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    for article in read(text):
        normalise(article)
    list(DIGEST.remarks(text, RULES))
    assert time.process_time() - begun < PATIENCE
