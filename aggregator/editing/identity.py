"""Which article is which: an article keeps its id through edits, and no two ever share one.

Pure: known entries and candidates go in, decisions come out. All files that a scan found changed are looked at
together; evidence is used strongest first, each known entry is claimed at most once, and who is decided is out of it:

    same key in the same source ──────────▶ same          by dictionaries,
    same key anywhere ────────────────────▶ moved         each in one pass
    same title and words ─────────────────▶ title
    same title, nobody else's ─▶ likeness ▶ title
    same text, nobody else's ─────────────▶ text
    shortlist ─▶ likeness ─▶ matching ────▶ title, text or alike
    places ───▶ likeness ─────────────────▶ position
    whatever is left ─────────────────────▶ new

A title that is the same over another text is no evidence: it is a recurring column's. An entry that was gone comes back
by its key from anywhere, else only to its own source, and after those that were not gone had their turn.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from aggregator.editing.likeness import BEYOND, IN_PLACE, Likeness, Titles, first_word, words
from aggregator.editing.listings import Neighbours
from aggregator.editing.matching import Pair, assign
from aggregator.editing.places import Standing, in_one_place
from aggregator.editing.shortlist import shortlist
from aggregator.editing.sketching import UNMISTAKABLE
from aggregator.model import Candidate, Known

#: What speaks for a pair besides its words: that both stand in one file, and each step by which titles are closer.
AT_HOME, BY_TITLE = 0.05, 0.02
#: Who is so like an entry of its own source is not looked for elsewhere.
SURE = 0.9

#: Among so many somebody resembles anything: there, under another title in another file, so much has to be the same.
CROWD, IN_A_CROWD = 1000, 0.82

Evidence = Literal["same", "moved", "title", "text", "alike", "position", "new"]


class Claim(NamedTuple):
    """A candidate together with the source (its row) that it stands in."""

    source: int
    candidate: Candidate


class Decision(NamedTuple):
    """What a claim turned out to be: `known` is the entry that it continues, None for a new article.

    `score` says how alike the two are, from 0 to 1; 1 where the words are the same, 0 for a new article.
    """

    claim: Claim
    known: Known | None
    evidence: Evidence
    score: float


def decide(claims: Sequence[Claim], known: Iterable[Known]) -> list[Decision]:
    """One decision for each claim, in their order; the order of `known` makes no difference.

    The claims of a source stand in its order. `known` holds the published entries of every source that changed or
    went, and those `gone` that have the key of a claim or left its source only just now. Those that no decision names
    are in no file now.
    """
    walk = _Walk(claims, list(known))
    walk.by_key()
    walk.by_words()
    walk.by_title()
    walk.by_text()
    walk.by_likeness(gone=False)
    walk.by_likeness(gone=True)
    walk.by_place()
    return walk.decisions()


class _Walk:
    """The claims that wait for a decision, by index, and the entries that nobody has claimed yet, by row."""

    def __init__(self, claims: Sequence[Claim], known: Sequence[Known]) -> None:
        self._claims = claims
        self._known = known
        self._waiting = dict(enumerate(claims))
        self._free = {entry.row: entry for entry in self._known}
        self._decided: dict[int, Decision] = {}
        self._common: set[str] = set()
        self._neighbours = Neighbours(self._known, claims)

    def decisions(self) -> list[Decision]:
        """What was decided, and new articles for the rest."""
        return [
            self._decided.get(index) or Decision(claim, None, "new", 0.0) for index, claim in enumerate(self._claims)
        ]

    def by_key(self) -> None:
        """Same title and text, in the same source before any other."""
        within = {index: (claim.source, claim.candidate.key) for index, claim in self._waiting.items()}
        self._pair("same", within, (((entry.source, entry.key), entry) for entry in self._known))
        anywhere = {index: claim.candidate.key for index, claim in self._waiting.items()}
        self._pair("moved", anywhere, ((entry.key, entry) for entry in self._free.values()))

    def by_words(self) -> None:
        """Same title, and the same words of text but for case and punctuation."""
        if not self._free:
            return  # as in a first scan, whose texts need not be read for that
        # Titles recur by the thousand, so a text is read whole only where its first word is one that is asked for.
        begun = {
            (claim.candidate.title, first_word(claim.candidate.text)): claim.candidate.title
            for claim in self._waiting.values()
        }
        titles = set(begun.values())
        offered = [
            (entry, words(entry.text))
            for entry in self._free.values()
            if entry.title in titles and (entry.title, first_word(entry.text)) in begun
        ]
        asked = {index: (claim.candidate.title, words(claim.candidate.text)) for index, claim in self._waiting.items()}
        within = {index: (self._waiting[index].source, *wanted) for index, wanted in asked.items()}
        self._pair("title", within, (((entry.source, entry.title, read), entry) for entry, read in offered))
        anywhere = {index: wanted for index, wanted in asked.items() if index in self._waiting}
        self._pair("title", anywhere, (((entry.title, read), entry) for entry, read in offered if not entry.gone))

    def by_title(self) -> None:
        """Alike under a title that nobody else bears: of a listing, another one's text may be closer, or the same.

        Not where the entry's text stands under a title that its file did not know: then it has been given that one.
        """
        claimed = Counter(claim.candidate.title for claim in self._waiting.values())
        bearers: dict[str, list[Known]] = defaultdict(list)
        for entry in self._free.values():
            if claimed.get(entry.title) == 1 and not entry.gone:
                bearers[entry.title].append(entry)
        sources = {claim.source for claim in self._waiting.values()}
        borne = {(entry.source, entry.title) for entry in self._known if entry.source in sources}
        renamed = {
            claim.candidate.text
            for claim in self._waiting.values()
            if (claim.source, claim.candidate.title) not in borne
        }
        for index, claim in list(self._waiting.items()):
            found = bearers.get(claim.candidate.title, ())
            if len(found) == 1 and found[0].text not in renamed:
                likeness = self._compare(found[0], index)
                if likeness.score >= likeness.bar:
                    self._decide(index, found[0], None, likeness.score)

    def by_text(self) -> None:
        """Same text, if nothing else has it: in the same source, or anywhere if it is long."""
        self._common = self._boilerplate()
        texts = {claim.candidate.text for claim in self._waiting.values()} - {""} - self._common
        asked = {index: claim for index, claim in self._waiting.items() if claim.candidate.text in texts}
        within = {index: (claim.source, claim.candidate.text) for index, claim in asked.items()}
        offered = [entry for entry in self._free.values() if entry.text in texts]
        self._pair("text", within, (((entry.source, entry.text), entry) for entry in offered))
        anywhere = {index: claim.candidate.text for index, claim in asked.items() if index in self._waiting}
        self._pair(
            "text",
            anywhere,
            ((entry.text, entry) for entry in offered if len(entry.text) >= UNMISTAKABLE and not entry.gone),
        )

    def by_likeness(self, *, gone: bool) -> None:
        """Alike enough, best pairs first: at home and, where that leaves doubt, anywhere; gone ones only at home."""
        at_home: dict[int, list[int]] = defaultdict(list)
        for index, claim in self._waiting.items():
            at_home[claim.source].append(index)
        entries = [self._free[row] for row in sorted(self._free) if self._free[row].gone == gone]
        held: dict[int, list[Known]] = defaultdict(list)
        for entry in entries:
            if entry.source in at_home:
                held[entry.source].append(entry)
        alike: dict[tuple[int, int], Likeness] = {}
        for source, indices in at_home.items():
            alike |= self._alike(held[source], indices)
        if not gone:
            sure = {index for (_, index), likeness in alike.items() if likeness.score >= SURE}
            alike |= self._alike(entries, [index for index in self._waiting if index not in sure])
        for pair in assign(self._ranked(row, index, likeness) for (row, index), likeness in alike.items()):
            self._decide(pair.new, self._free[pair.old], None, alike[pair.old, pair.new].score)

    def by_place(self) -> None:
        """Alone between the same kept neighbours: no rival counts, and under the same title a little less is enough.

        Under another title it is not: a follow-up may well stand where the old article stood.
        """
        sources = {claim.source for claim in self._waiting.values()}
        kept = {
            decision.known.row
            for decision in self._decided.values()
            if decision.known and decision.claim.source == decision.known.source
        }
        before = self._before(sources, kept)
        for source, now in self._now(sources, kept).items():
            for row, index in list(in_one_place(before.get(source, ()), now)):
                likeness = self._compare(self._free[row], index)
                enough = likeness.bar - (IN_PLACE if likeness.titles is Titles.SAME else 0.0)
                if likeness.score < enough or self._neighbours.are_of_a_mould(self._free[row], index, likeness):
                    continue
                self._decide(index, self._free[row], "position", likeness.score)

    def _pair(
        self, evidence: Evidence, wanted: Mapping[int, Hashable], offered: Iterable[tuple[Hashable, Known]]
    ) -> None:
        """Decide for each claim that wants what a free entry offers; of several, the lowest row, gone ones last."""
        asked, free = set(wanted.values()), self._free
        first: dict[Hashable, Known] = {}
        several: dict[Hashable, list[Known]] = {}
        for offer, entry in offered:
            if offer in asked and entry.row in free and first.setdefault(offer, entry) is not entry:
                several.setdefault(offer, [first[offer]]).append(entry)
        for entries in several.values():
            entries.sort(key=lambda entry: (entry.gone, entry.row), reverse=True)
        for index, offer in wanted.items():
            if offer in several:
                entry_left = several[offer].pop() if several[offer] else None
            else:
                entry_left = first.pop(offer, None)
            if entry_left:
                self._decide(index, entry_left, evidence, 1.0)

    def _decide(self, index: int, entry: Known, evidence: Evidence | None, score: float) -> None:
        claim = self._waiting.pop(index)
        del self._free[entry.row]
        if evidence is None:
            same_text = claim.candidate.text == entry.text
            evidence = "title" if claim.candidate.title == entry.title else "text" if same_text else "alike"
        self._decided[index] = Decision(claim, entry, evidence, score)

    def _boilerplate(self) -> set[str]:
        """The texts of waiting claims that several articles had, or have now."""
        texts = {claim.candidate.text for claim in self._waiting.values()}
        now = Counter(claim.candidate.text for claim in self._claims if claim.candidate.text in texts)
        before = Counter(entry.text for entry in self._known if not entry.gone and entry.text in texts)
        return {text for counted in (now, before) for text, count in counted.items() if count > 1}

    def _alike(self, entries: Sequence[Known], indices: Sequence[int]) -> dict[tuple[int, int], Likeness]:
        """Those of the pairs (row, index of a claim) worth a comparison that are alike enough."""
        if not entries or not indices:
            return {}
        old = [f"{entry.title}\n{entry.text}" for entry in entries]
        new = [f"{claim.candidate.title}\n{claim.candidate.text}" for claim in map(self._waiting.__getitem__, indices)]
        found = {}
        for place, other in shortlist(old, new):
            entry, index = entries[place], indices[other]
            likeness = self._compare(entry, index)
            if likeness.score >= likeness.bar and not self._neighbours.are_of_a_mould(entry, index, likeness):
                found[entry.row, index] = likeness
        return found

    def _compare(self, entry: Known, index: int) -> Likeness:
        likeness = self._neighbours.compare(entry, index)
        if likeness.titles is Titles.OTHER and entry.text == self._claims[index].candidate.text in self._common:
            return likeness._replace(bar=BEYOND)
        moved = entry.source != self._claims[index].source
        if moved and likeness.titles < Titles.SLIP and len(self._known) > CROWD:
            return likeness._replace(bar=max(likeness.bar, IN_A_CROWD))
        return likeness

    def _ranked(self, row: int, index: int, likeness: Likeness) -> Pair:
        at_home = self._free[row].source == self._waiting[index].source
        return Pair(likeness.score + BY_TITLE * likeness.titles + AT_HOME * at_home, row, index)

    def _before(self, sources: Container[int], kept: Container[int]) -> dict[int, list[Standing]]:
        """What these sources held, in order; those whose order nobody knows are left out."""
        return {
            source: [
                (entry.row, entry.row if entry.row in kept else None)
                for entry in entries
                if entry.row in kept or entry.row in self._free
            ]
            for source, entries in self._neighbours.held.items()
            if source in sources and len({entry.line for entry in entries}) == len(entries)
        }

    def _now(self, sources: Container[int], kept: Container[int]) -> dict[int, list[Standing]]:
        """What these sources hold, in order; who came from elsewhere is passed over, as is who left in `_before`."""
        standing: dict[int, list[Standing]] = defaultdict(list)
        for index, claim in enumerate(self._claims):
            if claim.source not in sources:
                continue
            decision = self._decided.get(index)
            row = decision.known.row if decision and decision.known and decision.known.row in kept else None
            if row is not None or decision is None:
                standing[claim.source].append((index, row))
        return standing
