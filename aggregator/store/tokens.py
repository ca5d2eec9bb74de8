"""Readers' tokens. The store keeps their hashes: whoever reads it, or a copy of it, cannot read as they do.

A token is 32 random bytes, which nobody guesses however fast the hash is; so it needs neither salt nor a slow one.
"""

import json
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select, update

from aggregator.store.audience import TOKENS


class Token(NamedTuple):
    """A token, of which only the name is known.

    It opens the private sources whose paths its `patterns` (as in a .gitignore file) cover, all of them where it has
    none. `made` and `used` are in seconds since 1970, the latter the midnight of the day of its last use.
    """

    name: str
    patterns: tuple[str, ...]
    made: int
    used: int | None


def add(connection: Connection, name: str, secret: str, patterns: Sequence[str], now: int) -> bool:
    """Keep a token; False where there is one of this name."""
    if connection.execute(select(TOKENS.c.name).where(TOKENS.c.name == name)).one_or_none():
        return False
    values = {"name": name, "hash": _hash(secret), "patterns": json.dumps(list(patterns)), "made": now}
    connection.execute(insert(TOKENS).values(values))
    return True


def listed(connection: Connection) -> list[Token]:
    """Every token, by name."""
    chosen = select(TOKENS.c.name, TOKENS.c.patterns, TOKENS.c.made, TOKENS.c.used).order_by(TOKENS.c.name)
    return [Token(row.name, tuple(json.loads(row.patterns)), row.made, row.used) for row in connection.execute(chosen)]


def revoke(connection: Connection, name: str) -> bool:
    """Let go of a token; False where there is none of this name."""
    return connection.execute(delete(TOKENS).where(TOKENS.c.name == name)).rowcount > 0


def known(connection: Connection, secret: str) -> Token | None:
    """The token that somebody shows, None for one that is none; in a time that says nothing of how near it was."""
    shown = _hash(secret)
    found = None
    for row in connection.execute(select(TOKENS)):
        if compare_digest(row.hash, shown):
            found = Token(row.name, tuple(json.loads(row.patterns)), row.made, row.used)
    return found


def use(connection: Connection, name: str, day: int) -> None:
    """Note that a token was used on a day, given by its midnight."""
    unnoted = or_(TOKENS.c.used.is_(None), TOKENS.c.used < day)
    connection.execute(update(TOKENS).where(TOKENS.c.name == name, unnoted).values(used=day))


def _hash(secret: str) -> bytes:
    return blake2b(secret.encode("utf-8", "surrogatepass"), digest_size=32).digest()
