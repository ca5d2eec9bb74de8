"""Fair shares, whatever there is to share."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from aggregator.publishing.shares import filled_up, share_of, shared_out
from aggregator.store.newest import Place

SOURCES = st.lists(st.integers(1, 6), max_size=40)
WINDOWS = st.integers(1, 12)


def places(sources: list[int]) -> list[Place]:
    """Newest first: the highest row is the newest."""
    return [Place(row, source, row, row) for row, source in enumerate(sources, 1)][::-1]


@given(SOURCES, WINDOWS)
def test_the_window_is_full_as_long_as_there_is_something(sources: list[int], window: int) -> None:
    newest = places(sources)
    shown = shared_out(newest, window)
    assert len(shown) == min(window, len(newest))
    assert shown == sorted(shown, reverse=True)


@given(SOURCES, WINDOWS)
def test_nobody_has_more_than_the_share_while_others_have_something(sources: list[int], window: int) -> None:
    newest = places(sources)
    shown = shared_out(newest, window)
    counts = Counter(place.source for place in shown)
    for source, count in counts.items():
        if count > share_of(window):
            # Then everybody else has shown the whole of their shares.
            for other, there in Counter(sources).items():
                assert other == source or counts[other] >= min(there, share_of(window))


@given(SOURCES, st.lists(st.integers(1, 6), min_size=1, max_size=5), WINDOWS)
def test_what_has_left_never_comes_back_because_of_something_new(
    sources: list[int], added: list[int], window: int
) -> None:
    before = set(shared_out(places(sources), window))
    after = shared_out(places(sources + added), window)
    assert all(place in before for place in after if place.row <= len(sources))


@given(SOURCES, WINDOWS)
def test_what_is_within_the_shares_is_filled_up_to_the_same(sources: list[int], window: int) -> None:
    newest = places(sources)
    taken = Counter[int]()
    within_shares = []
    for place in newest:
        taken[place.source] += 1
        if taken[place.source] <= share_of(window):
            within_shares.append(place)
    shown = shared_out(newest, window)
    if len(within_shares) >= window:
        assert within_shares[:window] == shown
    else:
        assert filled_up(within_shares, newest[: 2 * window], window) == shown
