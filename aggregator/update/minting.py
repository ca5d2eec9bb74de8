"""New articles get their ids: each the first id of its text that nobody has."""

from collections import Counter
from collections.abc import Sequence

from aggregator.editing.ids import mint
from aggregator.model import Candidate
from aggregator.store import entries, known
from aggregator.store.database import Transaction
from aggregator.update.plan import New


def add(transaction: Transaction, new: Sequence[New], now: int) -> list[tuple[int, New]]:
    """Publish new articles, first seen now, and give the row of each.

    Nearly always the very first id of a text is free, so that is tried without asking; where one is taken, all are
    asked for. The last of a file is added first, so that the order of rows tells the newest of those that share a
    moment.
    """
    candidates = [each.candidate for each in new]
    for mint_all in (_first_ids, _free_ids):
        rows = entries.add(transaction, mint_all(transaction, candidates)[::-1], new[::-1], now)
        if rows is not None:
            return list(zip(rows, new[::-1], strict=True))
    raise RuntimeError("ids that were free a moment ago, in the same transaction, are taken")


def _first_ids(_transaction: Transaction, candidates: Sequence[Candidate]) -> list[bytes]:
    """The ids of these articles if there are no others like them; twins among them are numbered in their order."""
    identifiers = [candidate.first_id for candidate in candidates]
    if len(set(identifiers)) == len(identifiers):
        return identifiers
    numbers = Counter[bytes]()
    for index, (key, first) in enumerate((candidate.key, candidate.first_id) for candidate in candidates):
        identifiers[index] = mint(key, numbers[key]) if numbers[key] else first
        numbers[key] += 1
    return identifiers


def _free_ids(transaction: Transaction, candidates: Sequence[Candidate]) -> list[bytes]:
    """An id for each article, in order: the first of its key's ids that no entry has."""
    waiting: dict[bytes, list[int]] = {}
    for index, candidate in enumerate(candidates):
        waiting.setdefault(candidate.key, []).append(index)
    minted: dict[int, bytes] = {}
    start, width = 0, 1
    while waiting:
        # Ever wider steps: ten thousand copies of one article take a few questions, not ten thousand.
        offered = {key: [mint(key, number) for number in range(start, start + width)] for key in waiting}
        taken = known.taken(transaction, [each for identifiers in offered.values() for each in identifiers])
        for key, identifiers in offered.items():
            free = (identifier for identifier in identifiers if identifier not in taken)
            served = list(zip(waiting[key], free, strict=False))
            minted.update(served)
            waiting[key] = waiting[key][len(served) :]
        waiting = {key: indices for key, indices in waiting.items() if indices}
        start, width = start + width, width * 2
    return [minted[index] for index in range(len(candidates))]
