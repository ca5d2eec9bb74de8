import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.editing.naming import address_of, plain_address, title_of
from aggregator.model import FileName

MARCH_14 = date(2012, 3, 14)
#: Any name that a file system takes, and that `reading` lets through.
PART = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda name: not name.startswith(".")
)
PATHS = st.lists(PART, min_size=1, max_size=3).map("/".join)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


# Addresses


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("today.txt", "today"),
        ("press/today.txt", "press/today"),
        ("today", "today"),
        ("a b.txt", "a-b"),
        ("a  --  b.txt", "a-b"),
        (" a?.txt", "a"),
        ("a.b.c/d.e.txt", "a-b-c/d-e"),
        ("über_uns.md", "über_uns"),
        ("u\u0308ber.txt", "über"),
        ("वाणी/हिन्दी.txt", "वाणी/हिन्दी"),
        ("می\u200cروم.txt", "می-روم"),
        ("100%.txt", "100"),
        ("a#b?c&d.txt", "a-b-c-d"),
        ("a\nb\x01.txt", "a-b"),
        ("a..txt", "a"),
        ("!!!.txt", "untitled"),
        ("???/!!!", "untitled/untitled"),
        ("☀\ufe0f.txt", "untitled"),
        ("☀\ufe0f weather.txt", "weather"),
        ("2012.03.14", "2012-03-14"),
        ("press/2012.03.14.txt", "press/2012-03-14"),
        ("v1.2", "v1-2"),
        ("St. Ives", "St-Ives"),
        ("a.txt\n", "a-txt"),
        ("TODAY.TXT", "TODAY"),
        ("000_f6e01fa6.txt", "000_f6e01fa6"),
    ],
)
def test_an_address_is_the_path_without_suffix_and_signs(path: str, address: str) -> None:
    assert address_of(path, set()) == address


def test_a_namesake_gets_its_suffix_and_then_a_number() -> None:
    taken: set[str] = set()
    for path, address in [
        ("today.txt", "today"),
        ("today.md", "today-md"),
        ("today", "today-2"),
        ("to/day.txt", "to/day"),
        ("today!.md", "today-md-2"),
        ("today!!.md", "today-md-3"),
        ("today!", "today-3"),
        ("2012.03.14", "2012-03-14"),
        ("2012.03.15", "2012-03-15"),
        ("2012-03-14.txt", "2012-03-14-txt"),
    ]:
        assert address_of(path, taken) == address
        taken.add(address)


def test_an_address_that_was_once_given_to_another_is_not_given_again() -> None:
    assert address_of("today.md", {"today", "today-md", "today-md-2"}) == "today-md-3"


@given(PATHS, st.sets(st.sampled_from(["a", "a-txt", "a-2", "untitled", "untitled-2"])))
@example("a\u0338/\u0338.txt", set())
@example("\ufe0f", set())
@example("%2e%2e/%2F", set())
def test_an_address_is_safe_in_a_url_and_never_taken(path: str, taken: set[str]) -> None:
    address = address_of(path, taken)
    assert address not in taken
    assert address == address_of(path, taken)
    assert (address == plain_address(path)) is (plain_address(path) not in taken)
    assert all(part.strip("-") for part in address.split("/"))
    assert len(address.split("/")) == len(path.split("/"))
    assert all(character in "_-/" or unicodedata.category(character)[0] in "LMN" for character in address), address


@given(PATHS)
@example("0.À")
def test_a_name_means_the_same_whichever_system_wrote_it(path: str) -> None:
    composed, apart = unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path)
    assert address_of(composed, set()) == address_of(apart, set())


@given(st.lists(PATHS, unique=True, max_size=8))
def test_no_two_files_share_an_address(paths: list[str]) -> None:
    taken: set[str] = set()
    for path in paths:
        taken.add(address_of(path, taken))
    assert len(taken) == len(paths)


# Titles


def name(words: str, day: date | None = None, *, opaque: bool = False) -> FileName:
    return FileName(words, day, opaque)


@pytest.mark.parametrize(
    ("given_name", "title"),
    [
        (name("harbour", MARCH_14), "Harbour, 14 March 2012"),
        (name("", MARCH_14), "14 March 2012"),
        (name("harbour news"), "Harbour news"),
        (name("Harbour News"), "Harbour News"),
        (name("iPhone news"), "iPhone news"),
        (name("ärger"), "Ärger"),
        (name("港口"), "港口"),
        (name("ήλιος"), "Ήλιος"),
        (name("a\x01b\x7f\ufffe c"), "A b c"),
        (name("a\nb"), "A b"),
        (name(""), "Untitled"),
        (name("\u200b\u202e"), "Untitled"),
        (name("\x01", MARCH_14), "14 March 2012"),
        (name("☀\ufe0f"), "☀\ufe0f"),
        (name("!!!"), "!!!"),
        (name("000 f6e01fa6", opaque=True), "000 f6e01fa6"),
    ],
)
def test_a_title_is_the_name_made_readable(given_name: FileName, title: str) -> None:
    assert title_of(given_name, []) == title


@pytest.mark.parametrize(
    ("titles", "title"),
    [(["Pier"], "Pier"), (["Pier", "Pond"], "Pier and 1 more"), (["Pier", *"1234567"], "Pier and 7 more")],
)
def test_a_name_that_says_nothing_is_called_after_its_articles(titles: list[str], title: str) -> None:
    assert title_of(name("000 f6e01fa6", opaque=True), titles) == title
    assert title_of(name("0", MARCH_14, opaque=True), titles) == title
    assert title_of(name("pier"), titles) == "Pier"


@given(words=ANY_TEXT, day=st.none() | st.dates(), opaque=st.booleans())
def test_a_title_always_shows_and_holds_nothing_that_xml_forbids(words: str, day: date | None, *, opaque: bool) -> None:
    title = title_of(FileName(words, day, opaque), [])
    assert any(unicodedata.category(character)[0] in "LNPS" for character in title)
    assert not any(
        unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff" for character in title
    )
    assert title == " ".join(title.split())
