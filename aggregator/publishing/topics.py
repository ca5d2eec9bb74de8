"""Which feeds have changed in the eyes of those who subscribe at a hub: a topic is a feed's address in one format.

A version moves with whatever may show; whether a feed does show something else is told by comparing what it showed
when it was last told of. So an edit below a feed's window is no news of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from aggregator.model import Feed, Site, Source
from aggregator.publishing import gathering
from aggregator.publishing.gathering import Limits
from aggregator.publishing.subjects import Subject, everything, feed_path, of_source
from aggregator.store import notices
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
        shown = {
            subject.path: digest(gathering.current(transaction, self.site, subject, self.limits))
            for subject in concerned(self.site, news, sources)
        }
        news_of = changed(shown, notices.shown(transaction, shown))
        notices.keep_shown(transaction, {path: shown[path] for path in news_of})
        notices.post(transaction, self.site.hubs, self.addresses(news_of), news.version, now)
        # A hub that fetched what is gone, or not for everybody, would tell its subscribers of an error.
        gone = [feed_path(source.name) for source in sources if source.gone or source.private]
        notices.forget(transaction, gone, self.addresses(gone))

    def addresses(self, paths: Iterable[str]) -> list[str]:
        """The whole addresses of feeds, given by their paths, in every format."""
        return [f"{self.site.url}{path}.{suffix}" for path in paths for suffix in self.suffixes]


def concerned(site: Site, news: News, sources: Iterable[Source]) -> Iterator[Subject]:
    """Every public feed that may show something else once these sources have changed."""
    yield everything(site, news)
    for source in sources:
        if not (source.gone or source.private):
            yield of_source(site, source)


def changed(shown: Mapping[str, bytes], before: Mapping[str, bytes]) -> list[str]:
    """The feeds (their paths) that show something else than before, or were never told of."""
    return [path for path, now in shown.items() if before.get(path) != now]


def digest(feed: Feed) -> bytes:
    """16 bytes that stand for all that any format is given of a feed: equal ones mean equal bytes in each format."""
    return blake2b(repr(feed).encode("utf-8", "surrogatepass"), digest_size=16).digest()
