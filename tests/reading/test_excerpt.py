"""What is shown of a place where a file could not be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.excerpt import LONGEST, excerpt

FILE = "First\r\n\tSecond “line”\nThird\x00\x1b[31m\n\u202eFourth\n".encode()


@pytest.mark.parametrize(
    ("line", "shown"),
    [(1, "First"), (2, "Second “line”"), (3, r"Third\x00\x1b[31m"), (4, r"\u202eFourth"), (5, ""), (99, "")],
)
def test_a_line_is_shown_as_it_stands_and_without_harm(line: int, shown: str) -> None:
    assert excerpt(FILE, line) == shown


def test_without_a_line_it_is_the_beginning() -> None:
    assert excerpt(FILE, None).startswith("First Second “line” Third")
    assert excerpt(b"\x89PNG\r\n\x1a\n", None) == r"\x89PNG \x1a"


@given(st.binary(max_size=2000), st.none() | st.integers(1, 30))
def test_whatever_stands_there_is_one_short_line_that_prints(content: bytes, line: int | None) -> None:
    shown = excerpt(content, line)
    assert len(shown) <= LONGEST
    assert shown.isprintable()
