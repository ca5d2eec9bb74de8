"""What readers showed, held against the truth about which article is which."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bench.readers.shown import Shown

Verdict = Literal["new", "updated", "same", "duplicate", "collapsed"]


class Truth(NamedTuple):
    """Who an item really is, for ever, by `article`; `place` and `kind` say where it stands and what happened to it."""

    article: int
    place: str
    kind: str


class Fault(NamedTuple):
    """A wrong verdict, at one fetch of one feed."""

    verdict: Verdict
    feed: str
    truth: Truth


@dataclass
class Judge:
    """One reader's subscriber, who remembers which article each entry was, and which ones each feed has shown.

    An entry is right as new where that feed never showed its article, and a duplicate where it did. It is collapsed
    where the reader takes it for an entry that was another article: at that moment only, the entry then being it.
    """

    counts: Counter[Verdict] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    _articles: dict[str, int] = field(default_factory=dict)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def hear(self, feed: str, shown: Shown, truth: Truth) -> Verdict:
        """Judge what was shown of an article."""
        verdict = self._verdict(feed, shown, truth)
        self._articles[shown.identity] = truth.article
        self._seen.add((feed, truth.article))
        self.counts[verdict] += 1
        if verdict in {"duplicate", "collapsed"}:
            self.faults.append(Fault(verdict, feed, truth))
        return verdict

    def _verdict(self, feed: str, shown: Shown, truth: Truth) -> Verdict:
        if self._articles.get(shown.identity, truth.article) != truth.article:
            return "collapsed"
        if shown.status == "new" and (feed, truth.article) in self._seen:
            return "duplicate"
        return shown.status
