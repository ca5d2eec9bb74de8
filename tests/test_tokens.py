"""How long a token is looked at says nothing of it: each is compared, to its end, by what Python has for that."""

import hmac

import pytest

from aggregator.store import tokens
from aggregator.web import bearer
from tests.scanner import NOON, Scanner


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, bytes]]:
    """What has been compared in a time that does not hang on it."""
    pairs: list[tuple[bytes, bytes]] = []

    def noting(one: bytes, other: bytes) -> bool:
        pairs.append((one, other))
        return real(one, other)

    real = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", noting)
    monkeypatch.setattr(tokens, "compare_digest", noting)
    return pairs


@pytest.mark.parametrize(("secret", "name"), [("first", "a"), ("last", "c"), ("none", None)])
def test_a_token_is_compared_with_every_one_that_there_is(
    scanner: Scanner, compared: list[tuple[bytes, bytes]], secret: str, name: str | None
) -> None:
    with scanner.store.writing() as transaction:
        for other, each in (("a", "first"), ("b", "second"), ("c", "last")):
            assert tokens.add(transaction, other, each, (), NOON)
        found = tokens.known(transaction, secret)
    assert (found and found.name) == name
    assert len({kept for kept, _ in compared}) == 3
    assert {len(part) for pair in compared for part in pair} == {32}


def test_the_rescan_token_is_compared_in_the_same_way(compared: list[tuple[bytes, bytes]]) -> None:
    assert bearer.is_token("right", "right")
    assert not bearer.is_token("wrong", "right")
    assert compared == [(b"right", b"right"), (b"wrong", b"right")]
