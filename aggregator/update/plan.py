"""What one batch of files changes: decided here, from values alone, and carried out by the ledger.

sources ─▶ claims ─identity─▶ decisions ─▶ new, edited and withdrawn entries ─▶ the sources whose feeds change
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aggregator.editing.dates import base_of, spread
from aggregator.editing.identity import Claim, Decision, decide
from aggregator.editing.naming import Addresses, address_of
from aggregator.editing.normalise import folded, same_words
from aggregator.model import Candidate, Known, Source
from aggregator.update.readings import Articles


@dataclass(frozen=True, slots=True)
class Before:
    """What the store holds that this batch may touch.

    `sources` are those of the batch's files by path, `addresses` all ever given, `highest_row` the last row
    given to a source. `held` are the published entries of these sources, `loose` those that this scan has found in
    no file so far, `returning` those that were in none before and may be an article of the batch; `moments` says when
    each of the sources' entries were published.
    """

    sources: Mapping[str, Source]
    addresses: Addresses
    highest_row: int
    held: Sequence[Known]
    loose: Collection[Known]
    returning: Sequence[Known]
    moments: Mapping[int, set[int]]


class New(NamedTuple):
    """A new article of a source (its row), published at a moment in seconds since 1970; it still lacks an id."""

    source: int
    candidate: Candidate
    published: int


class Edited(NamedTuple):
    """An entry that is to be published as its claim now reads.

    It is `noticed` where a reader sees other words, and shown `otherwise` where anything at all differs: a link, say.
    """

    known: Known
    claim: Claim
    updated: int
    noticed: bool
    otherwise: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write down.

    `added` and `changed` sources still bear their old version and moment of change; `touched` are the rows of all
    sources whose feeds change. `found` are the articles recognised, `missing` the entries whose file no longer holds
    them. `seen_as_new` is for each source's name how many entries its subscribers see for the first time.
    """

    current: tuple[Source, ...]
    added: tuple[Source, ...]
    changed: tuple[Source, ...]
    touched: frozenset[int]
    new: tuple[New, ...]
    edited: tuple[Edited, ...]
    found: tuple[Decision, ...]
    missing: tuple[Known, ...]
    seen_as_new: Mapping[str, int]


def plan(before: Before, batch: Sequence[Articles], now: int, window: int) -> Plan:
    """Decide about a batch, whose paths are all different.

    `now` is in seconds since 1970; `window` is how many entries a feed shows.
    """
    added = _new_sources(before, batch, now)
    current = tuple(_settled(before, before.sources.get(file.path) or added[file.path], file) for file in batch)
    files = {source.row: file for source, file in zip(current, batch, strict=True)}
    found, unknown = _recognised(files, [*before.held, *before.loose, *before.returning])
    kept = {decision.known.row for decision in found if decision.known}
    missing = tuple(entry for entry in before.held if entry.row not in kept)
    edited = tuple(_edits(found, files, now))
    new = tuple(_publications(unknown, files, before.moments, now))
    touched = frozenset(
        unknown.keys()
        | {row for edit in edited for row in (edit.claim.source, edit.known.source)}
        | {entry.source for entry in missing}
    )
    return Plan(
        current=current,
        added=tuple(source for source in current if source.path in added),
        changed=tuple(
            source
            for source in current
            if source.path not in added and (source.row in touched or source != before.sources[source.path])
        ),
        touched=touched,
        new=new,
        edited=edited,
        found=found,
        missing=missing,
        seen_as_new=_seen_as_new(current, unknown, new, found, window),
    )


def _recognised(
    files: Mapping[int, Articles], known: Sequence[Known]
) -> tuple[tuple[Decision, ...], Mapping[int, Sequence[Candidate]]]:
    """The known articles of these sources (their rows), and of each source that has any the others, in its order."""
    if not known:  # as in a first scan
        return (), {row: file.candidates for row, file in files.items() if file.candidates}
    claims = [Claim(row, candidate) for row, file in files.items() for candidate in file.candidates]
    found = []
    unknown: dict[int, list[Candidate]] = defaultdict(list)
    for decision in decide(claims, known):
        if decision.known:
            found.append(decision)
        else:
            unknown[decision.claim.source].append(decision.claim.candidate)
    return tuple(found), unknown


def _seen_as_new(
    current: Iterable[Source],
    unknown: Mapping[int, Sequence[Candidate]],
    new: Iterable[New],
    found: Iterable[Decision],
    window: int,
) -> Mapping[str, int]:
    """For each source that has any, how many of its newest entries its feed never showed before."""
    counts = {row: min(len(candidates), window) for row, candidates in unknown.items()}
    shown: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for claim, known, *_ in found:
        if known:
            shown[claim.source].append((known.published, claim.source != known.source))
    if shown:  # beside what it has shown already, the new may be too old
        for row, _, published in new:
            shown[row].append((published, True))
        counts |= {row: sum(first for _, first in sorted(each, reverse=True)[:window]) for row, each in shown.items()}
    return {source.name: count for source in current if (count := counts.get(source.row))}


def _new_sources(before: Before, batch: Iterable[Articles], now: int) -> dict[str, Source]:
    """A source for each file that never had one, named in the batch's order."""
    added: dict[str, Source] = {}
    addresses = Addresses(before=before.addresses)  # of which there may be a hundred thousand
    for file in batch:
        if file.path in before.sources:
            continue
        name = address_of(file.path, addresses) if file.address in addresses else file.address
        addresses.give(name)
        first_seen, _ = base_of(None, file.named_date, file.modified_ns / 1e9, now)
        added[file.path] = Source(
            row=before.highest_row + len(added) + 1,
            path=file.path,
            name=name,
            title=file.title,
            language=file.language,
            first_seen=first_seen,
            changed=0,
            version=0,
            origin=name,
        )
    return added


def _settled(before: Before, source: Source, file: Articles) -> Source:
    """The source as it is from now on: there, with a language once there is text enough to tell it.

    Its title may be that of its first article, so it is settled when there is one: many a file begins empty.
    """
    if source.path in before.sources and not before.moments.get(source.row):
        source = source._replace(title=file.title)
    if source.language is None and file.language:
        source = source._replace(language=file.language)
    return source._replace(gone=False, successor=None) if source.gone else source


def _edits(found: Iterable[Decision], files: Mapping[int, Articles], now: int) -> Iterable[Edited]:
    """The known articles that do not stand where they stood as they stood."""
    for claim, known, *_ in found:
        if known is None:
            continue
        candidate = claim.candidate
        same = (candidate.title, candidate.text, candidate.link) == (known.title, known.text, known.link)
        same = same and [*map(folded, candidate.tags)] == [*map(folded, known.tags)]
        if same and claim.source == known.source and not known.gone:
            continue
        noticed = not same_words(f"{known.title} {known.text}", f"{candidate.title} {candidate.text}")
        modified = min(now, files[claim.source].modified_ns // 10**9)
        updated = max(modified, known.updated + 1) if noticed else known.updated
        yield Edited(known, claim, updated, noticed, otherwise=not same)


def _publications(
    unknown: Mapping[int, Sequence[Candidate]],
    files: Mapping[int, Articles],
    moments: Mapping[int, set[int]],
    now: int,
) -> Iterable[New]:
    """The new articles, source by source, each with its date."""
    for row, candidates in unknown.items():
        file, taken = files[row], moments.get(row, set())
        newest = max(taken, default=0)
        # Not before what was seen earlier: a file put back from elsewhere may bear an older time.
        modified = max(file.modified_ns / 1e9, newest + 1 if taken else 0)
        undated = base_of(None, file.named_date, modified, now)
        dates = [candidate.date for candidate in candidates]
        bases = [base_of(date, file.named_date, modified, now) if date else undated for date in dates]
        for candidate, date, published in zip(candidates, dates, spread(bases, taken, now), strict=True):
            # Within one second there is no room above the newest: its moment is shared, and the later is still first.
            is_below = published < newest and not (date or file.named_date)
            yield New(row, candidate, newest if is_below else published)
