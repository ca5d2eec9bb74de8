"""Bodies in content codings: made when they are asked for, and once."""

import gzip
import random
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import brotli
import pytest

from aggregator.publishing.packing import Twins

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: A body of which each twin takes a good part.
BODY = random.Random(1).randbytes(300_000).hex().encode()  # noqa: S311 (noise, not a secret)

UNPACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstd.decompress,
    "gzip": gzip.decompress,
}


def test_nobody_pays_for_a_coding_that_is_not_asked_for() -> None:
    Twins(BODY)["br"]  # what the library needs once
    tracemalloc.start()
    try:
        twins = Twins(BODY)
        before, _ = tracemalloc.get_traced_memory()
        first = twins["br"]
        one, _ = tracemalloc.get_traced_memory()
        others = sum(map(len, twins.values())) - len(first)
        everything, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert before < 10_000
    assert len(first) <= one < len(first) + 10_000
    assert everything >= one + others


@pytest.mark.parametrize("size", [256, 65_535, 65_536, 131_072, 5_000_000])
def test_a_body_of_any_size_comes_out_as_it_was(size: int) -> None:
    chance = random.Random(3)  # noqa: S311 (noise, not a secret)
    body = b"".join(chance.choices([b"<entry>", b"</entry>", b"harbour ", b"ferry "], k=size // 6 + 1))[:size]
    twins = Twins(body)
    assert {coding: UNPACKERS[coding](twin) for coding, twin in twins.items()} == dict.fromkeys(UNPACKERS, body)


def test_who_asks_at_the_same_time_is_given_the_same_bytes() -> None:
    twins, barrier = Twins(BODY), Barrier(8)

    def ask(_number: int) -> bytes:
        barrier.wait()
        return twins["gzip"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert len({id(each) for each in found}) == 1


def test_what_is_reckoned_is_enough_for_the_twins_of_a_feed() -> None:
    chance = random.Random(2)  # noqa: S311 (texts, not secrets)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(400)]
    twins = Twins(" ".join(f"<p>{word}</p>" for word in chance.choices(words, k=4000)).encode())
    assert sum(map(len, twins.values())) <= twins.size
