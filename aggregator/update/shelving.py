"""Folders follow their sources: each gets an address with its first one, and is told what has become of them."""

from collections.abc import Collection, Iterable, Sequence

from aggregator.editing.naming import folders_of, numbered
from aggregator.model import Source
from aggregator.store import folders, sources
from aggregator.store.database import Transaction


def shelve(transaction: Transaction, changed: Iterable[Source], flipped: Collection[int]) -> None:
    """Note in all folders what has become of these sources, once a transaction has written all else.

    `flipped` are the rows of those that have become private, or are public again.
    """
    lying = [
        (source, (folders.ALL, *folders_of(source.name))) for source in sorted(changed, key=lambda source: source.row)
    ]
    named = list(dict.fromkeys(name for _, names in lying for name in names))
    unknown = folders.unknown(transaction, named)
    _give_addresses(transaction, [name for name in named if name in unknown])
    folders.keep(transaction, lying)
    folders.reconsider(transaction, {name for source, names in lying if source.row in flipped for name in names})


def _give_addresses(transaction: Transaction, new: Sequence[str]) -> None:
    """Each new folder, in the order in which they came, has its name for an address, or the next one that is free."""
    taken = _taken(transaction, new)
    addresses: dict[str, str] = {}
    for name in new:
        address = numbered(name, taken)
        while address != name and (others := _taken(transaction, [address])):  # a number more, which is seldom
            taken |= others
            address = numbered(name, taken)
        addresses[name] = address
        taken.add(address)
    folders.add(transaction, addresses)


def _taken(transaction: Transaction, addresses: Sequence[str]) -> set[str]:
    return sources.taken(transaction, addresses) | folders.taken(transaction, addresses)
