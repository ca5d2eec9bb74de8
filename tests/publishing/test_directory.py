"""The pages of all sources, whatever sources there are."""

from hypothesis import assume, given
from hypothesis import strategies as st

from aggregator.publishing.directory import FEWEST, MOST, beginnings, cut, sources_path

#: Some of 400, each of which is a bit: enough for several pages.
NUMBERS = st.binary(min_size=50, max_size=50).map(
    lambda drawn: {number for number in range(400) if drawn[number // 8] >> number % 8 & 1}
)
FOLDERS = st.lists(st.sampled_from(["", "a/", "a/b/", "a-b/", "b/"]), min_size=7, max_size=7)


def names_of(numbers: set[int], folders: list[str]) -> list[str]:
    return sorted(f"{folders[number % len(folders)]}s{number:03}" for number in numbers)


def walked(names: list[str], first: str = "") -> list[list[str]]:
    """The sources on each page, from one that begins with a name on."""
    rest = [name for name in names if name >= first]
    pages = []
    while rest:
        pages.append(rest[: cut(rest)])
        rest = rest[cut(rest) :]
    return pages


@given(NUMBERS, FOLDERS)
def test_who_goes_on_from_page_to_page_sees_each_source_once(numbers: set[int], folders: list[str]) -> None:
    names = names_of(numbers, folders)
    pages = walked(names)
    assert [name for page in pages for name in page] == names
    assert all(FEWEST <= len(page) < 2 * FEWEST for page in pages[:-1])


@given(NUMBERS, FOLDERS)
def test_every_page_that_is_led_to_is_listed_and_no_other_is(numbers: set[int], folders: list[str]) -> None:
    names = names_of(numbers, folders)
    led_to = {page[0] for page in walked(names)[1:]}
    for folder in ("a", "a/b", "a-b", "b"):
        within = [name for name in names if name.startswith(f"{folder}/")]
        if len(within) > MOST:
            led_to |= {page[0] for page in walked(names, within[0])}
    assert list(beginnings(reversed(names))) == sorted(led_to)


@given(NUMBERS, FOLDERS, st.integers(0, 399))
def test_one_more_source_moves_the_beginnings_of_few_pages(numbers: set[int], folders: list[str], more: int) -> None:
    assume(more not in numbers)
    before = {page[0] for page in walked(names_of(numbers, folders))[1:]}
    after = {page[0] for page in walked(names_of(numbers | {more}, folders))[1:]}
    # That many where sources stand alone; whoever began anew at each 50th would move all that follow.
    assert len(before - after) <= 1 + len(before) // 2


def test_few_sources_have_one_page_and_none_have_it_too() -> None:
    assert list(beginnings(["a", "b/c"])) == []
    assert list(beginnings([])) == []
    assert sources_path() == "/sources"
    assert sources_path("b/é") == "/sources/from/b/%C3%A9"
