"""What a feed of many sources shows: the newest, though of none more than its share while others have some.

A digest of a hundred articles would otherwise push everything else off the page. The share is a fixed part of the
feed, so it does not hang on how many sources there are today: an article that has left the feed never comes back
because another one was added, which readers would show as new.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from aggregator.store.newest import Place

#: One source may take so much of a feed: a quarter.
SHARE = 4


def share_of(window: int) -> int:
    """How many of the entries of a feed of `window` may be of one source while others have some to show."""
    return -(-window // SHARE)


def filled_up(within_shares: Sequence[Place], newest: Sequence[Place], window: int) -> list[Place]:
    """What a feed of `window` shows where what is within the shares leaves room, newest first.

    The room goes to the newest of the rest, which are among the `newest` of all.
    """
    rest = set(newest).difference(within_shares)
    filling = [place for place in newest if place in rest][: window - len(within_shares)]
    return sorted((*within_shares, *filling), key=lambda place: (place.published, place.row), reverse=True)


def shared_out(newest: Iterable[Place], window: int) -> list[Place]:
    """The places that a feed of `window` shows, of those given newest first, in their order.

    What the shares leave empty goes to the newest of the rest. No more are asked for than it takes.
    """
    share = share_of(window)
    taken = Counter[int]()
    chosen: list[tuple[int, Place]] = []
    rest: list[tuple[int, Place]] = []
    for number, place in enumerate(newest):
        taken[place.source] += 1
        if taken[place.source] <= share:
            chosen.append((number, place))
        elif len(rest) < window:
            rest.append((number, place))
        if len(chosen) == window:
            break
    return [place for _, place in sorted(chosen + rest[: window - len(chosen)])]
