import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.format import ReadingRules
from aggregator.reading.formats.digest import Digest
from aggregator.reading.tagline import LONGEST, MOST, read_tag_line


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Tags: harbour, ferries", ("harbour", "ferries")),
        ("TAG : harbour", ("harbour",)),
        ("Keywords：harbour; east pier", ("harbour", "east pier")),
        ("Tags: Harbour, harbour, HARBOUR", ("Harbour",)),
        ("Tags: #harbour, [ferries], “old pier”,", ("harbour", "ferries", "old pier")),
        ("Schlagwörter: Straße, STRASSE", ("Straße",)),
        ("Mots-clés : port, bacs", ("port", "bacs")),
        ("Теги: порт, паром", ("порт", "паром")),
        ("标签：港口、渡轮", ("港口", "渡轮")),
        ("タグ：港、船", ("港", "船")),
        ("الوسوم: ميناء، عبّارات", ("ميناء", "عبّارات")),
        ("برچسب‌ها: بندر، کشتی", ("بندر", "کشتی")),
        ("टैग: बंदरगाह", ("बंदरगाह",)),
        ("Tags: C++", ("C++",)),
        ("Tags:", ()),
        ("Tags: ,, –", ()),
        ("Tags harbour, ferries", ()),
        ("Price tags: harbour", ()),
        ("Tags: who needs them?", ()),
        ("Topics: " + "x" * (LONGEST + 1), ()),
        ("Tags: " + ", ".join(map(str, range(MOST))), tuple(map(str, range(MOST)))),
        ("Tags: " + ", ".join(map(str, range(MOST + 1))), ()),
    ],
)
def test_lines(line: str, tags: tuple[str, ...]) -> None:
    assert read_tag_line(line) == tags


@given(st.text())
def test_any_line_gives_tags_that_are_short_and_few(rest: str) -> None:
    tags = read_tag_line(f"Tags: {rest}")
    assert len(tags) <= MOST
    assert all(tag == " ".join(tag.split()) and 0 < len(tag) <= LONGEST for tag in tags)
    assert len({tag.casefold() for tag in tags}) == len(tags)


@pytest.mark.parametrize(
    ("block", "title", "text", "tags", "date"),
    [
        ("Pier\n\nIt is old.\n\nTags: a, b\nRead more", "Pier", ("It is old.",), ("a", "b"), None),
        ("Pier\n\nIt is old.\nTags: a, b", "Pier", ("It is old.",), ("a", "b"), None),
        ("Pier\nTags: a", "Pier", (), ("a",), None),
        ("Pier\n\nOld.\n\n14 March 2012\nTags: a\nRead more", "Pier", ("Old.",), ("a",), "14 March 2012"),
        ("Pier\n\nOld.\n\nTags: a\n\n14 March 2012\n\nRead more", "Pier", ("Old.",), ("a",), "14 March 2012"),
        ("Tags: a, b", "Tags: a, b", (), (), None),
        ("Pier\n\nTags: a, b\n\nIt is old.\n\nRead more", "Pier", ("Tags: a, b", "It is old."), (), None),
        ("Pier\n\nOld.\n\nTags: a\n\nTags: b", "Pier", ("Old.", "Tags: a"), ("b",), None),
    ],
)
def test_only_the_last_line_of_a_block_names_tags(
    block: str, title: str, text: tuple[str, ...], tags: tuple[str, ...], date: str | None
) -> None:
    (article,) = Digest().parse(block, ReadingRules()).articles
    assert (article.title, article.paragraphs, article.tags, article.date_text) == (title, text, tags, date)
