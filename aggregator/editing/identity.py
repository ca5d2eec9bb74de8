"""Which article is which: an article keeps its id through edits, and no two ever share one.

Pure: known entries and candidates go in, decisions come out. Evidence is used strongest first, each known entry is
claimed at most once:

    1. same title and text, in the same source
    2. same title and text, in another source or withdrawn before (moved or back again)
    3. same title in the same source: its text was edited
    4. same text in the same source: its title was edited
    5. same text in another source, if it is long enough to be nobody else's: moved and its title edited
    6. nothing: a new article
"""

import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import blake2b
from typing import Literal, NamedTuple

from aggregator.model import Candidate, Known

#: A text of so many characters that is the same elsewhere is the same article; `Details follow.` is not.
UNMISTAKABLE = 80

Evidence = Literal["same", "moved", "title", "text", "new"]


class Claim(NamedTuple):
    """A candidate together with the source (its row) that it stands in."""

    source: int
    candidate: Candidate


class Decision(NamedTuple):
    """What a claim turned out to be: `known` is the entry that it continues, None for a new article."""

    claim: Claim
    known: Known | None
    evidence: Evidence
    score: float


def without_repeats(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The articles of one source, each once: the same title and text twice is one article."""
    once: dict[bytes, Candidate] = {}
    for candidate in candidates:
        once.setdefault(candidate.key, candidate)
    return list(once.values())


def decide(claims: Sequence[Claim], known: Iterable[Known]) -> list[Decision]:
    """One decision for each claim, in their order.

    `known` holds the published entries of every source that changed or went, and the withdrawn ones that have the
    key of a claim or were withdrawn from its source only just now. Those that no decision names are in no file now.
    """
    decisions: dict[int, Decision] = {}
    free = {entry.row: entry for entry in known}
    for evidence, of_claim, of_known in _STEPS:
        if not free or len(decisions) == len(claims):
            break
        waiting = _by(of_known, free.values())
        for index, claim in enumerate(claims):
            if index not in decisions and (entries := waiting.get(of_claim(claim))):
                entry = entries.popleft()
                del free[entry.row]
                decisions[index] = Decision(claim, entry, evidence, 1.0)
    return [decisions.get(index) or Decision(claim, None, "new", 1.0) for index, claim in enumerate(claims)]


def _by(key: Callable[[Known], Hashable], entries: Iterable[Known]) -> dict[Hashable, deque[Known]]:
    """Entries by the evidence that they offer; None offers none. Published ones come before withdrawn ones."""
    found: dict[Hashable, deque[Known]] = defaultdict(deque)
    for entry in sorted(entries, key=lambda entry: (entry.gone, entry.row)):
        if (offered := key(entry)) is not None:
            found[offered].append(entry)
    return found


_STEPS: tuple[tuple[Evidence, Callable[[Claim], Hashable], Callable[[Known], Hashable]], ...] = (
    ("same", lambda claim: (claim.source, claim.candidate.key), lambda entry: (entry.source, entry.key)),
    ("moved", lambda claim: claim.candidate.key, lambda entry: entry.key),
    (
        "title",
        lambda claim: (claim.source, claim.candidate.title),
        lambda entry: (entry.source, entry.title),
    ),
    (
        "text",
        lambda claim: (claim.source, claim.candidate.text),
        lambda entry: (entry.source, entry.text) if entry.text else None,
    ),
    (
        "text",
        lambda claim: claim.candidate.text,
        lambda entry: None if entry.gone or len(entry.text) < UNMISTAKABLE else entry.text,
    ),
)


def mint(key: bytes, number: int) -> uuid.UUID:
    """The id of the article first seen with `key`; a twin in another place gets the next `number`, from 0.

    A UUID of version 8 (RFC 9562, section 5.8) over the text alone, so that the same folder gives the same ids on
    any machine and at any time.
    """
    number_bytes = number.to_bytes(4, "big")
    minted = int.from_bytes(blake2b(key + number_bytes, digest_size=16, person=b"aggregator entry").digest(), "big")
    minted = minted & ~(0xF << 76) | 8 << 76
    minted = minted & ~(0x3 << 62) | 2 << 62
    return uuid.UUID(int=minted)
