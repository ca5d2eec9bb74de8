"""What a feed says of its entries, before it is in any format."""

from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.publishing.feeds import SUMMARY, summary_of


@given(st.lists(st.sampled_from(["a", "harbour", "–", ",", " ", "\n\n"]), max_size=8 * SUMMARY).map("".join))
@example("a\n\n" * 2 * SUMMARY)
def test_a_summary_does_not_hang_on_the_space_between_words(text: str) -> None:
    assert summary_of(text) == summary_of(" ".join(text[: 4 * SUMMARY].split()))


@given(st.text(max_size=8 * SUMMARY))
def test_a_summary_is_the_beginning_of_its_text(text: str) -> None:
    words = " ".join(text.split())
    assert words.startswith(summary_of(text).removesuffix(" …"))
    assert len(summary_of(text)) <= SUMMARY + len(" …")
