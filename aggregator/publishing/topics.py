"""Which feeds have changed in the eyes of those who subscribe at a hub: a topic is a feed's address in one format.

A version moves with whatever may show; whether a feed does show something else is told by comparing what it showed
when it was last told of. So an edit below a feed's window is no news of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from aggregator.feed import Feed, Limits, Site
from aggregator.model import Source
from aggregator.publishing import gathering
from aggregator.publishing.subjects import Subject, everything, feed_path, folders_with, of_source, of_tag, tag_path
from aggregator.store import notices, tags
from aggregator.store.database import Transaction
from aggregator.store.state import News


@dataclass(frozen=True, slots=True)
class Topics:
    """The feeds that `site.hubs` are told of, each in the formats with these `suffixes`."""

    site: Site
    limits: Limits
    suffixes: tuple[str, ...]

    def tell(self, transaction: Transaction, news: News, sources: Collection[Source], now: int) -> None:
        """Have the hubs told of what changes with these sources, in the transaction that changes them.

        `now` is in seconds since 1970.
        """
        if not self.site.hubs:
            return
        shown: dict[str, bytes] = {}
        gone: list[str] = []
        for path, subject in concerned(transaction, self.site, news, sources):
            if subject is None:
                gone.append(path)
            else:
                shown[path] = digest(gathering.current(transaction, self.site, subject, self.limits))
        news_of = changed(shown, notices.shown(transaction, shown))
        notices.keep_shown(transaction, {path: shown[path] for path in news_of})
        notices.post(transaction, self.site.hubs, self.addresses(news_of), news.version, now)
        # A hub that fetched what is gone, or not for everybody, would tell its subscribers of an error.
        notices.forget(transaction, gone, self.addresses(gone))

    def addresses(self, paths: Iterable[str]) -> list[str]:
        """The whole addresses of feeds, given by their paths, in every format."""
        return [f"{self.site.url}{path}.{suffix}" for path in paths for suffix in self.suffixes]


def concerned(
    transaction: Transaction, site: Site, news: News, sources: Collection[Source]
) -> Iterator[tuple[str, Subject | None]]:
    """Every feed that may show something else once these sources have changed, by its path; None where none is public.

    `news` is what the transaction announces: the tags that it touches bear its version.
    """
    yield feed_path(None), everything(site, news)
    for source in sources:
        there = not (source.gone or source.private)
        yield feed_path(source.name), of_source(site, source) if there else None
    yield from folders_with(transaction, site, [source.name for source in sources])
    for tag in tags.of_version(transaction, news.version):
        yield tag_path(tag.slug), of_tag(site, tag)
    for tag in tags.unknown(transaction, [source.row for source in sources if source.private]):
        yield tag_path(tag.slug), None


def changed(shown: Mapping[str, bytes], before: Mapping[str, bytes]) -> list[str]:
    """The feeds (their paths) that show something else than before, or were never told of."""
    return [path for path, now in shown.items() if before.get(path) != now]


def digest(feed: Feed) -> bytes:
    """16 bytes that stand for all that any format is given of a feed: equal ones mean equal bytes in each format."""
    return blake2b(repr(feed).encode("utf-8", "surrogatepass"), digest_size=16).digest()
