"""Bodies in the content codings that clients take, each packed once, when it is first asked for."""

import gzip
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEAST_PACKED: Final = 256
"""Bytes; below this, the headers that name a coding outweigh what it saves."""

#: Binary logarithms of the smallest window that is worth it, and of the largest that every client has to have room for.
_WINDOWS: Final = (16, 22)


def _window(body: bytes) -> int:
    """The binary logarithm of the largest window that is no larger than the body: what is alike in it stands nearby."""
    least, most = _WINDOWS
    return min(max(len(body).bit_length() - 1, least), most)


# Levels beyond which a feed hardly shrinks. Without a time in gzip's header (RFC 1952 §2.3.1), so that the same body
# gives the same bytes.
_PACKERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda body: zstd.compress(body, level=4),
    "br": lambda body: brotli.compress(body, quality=5, lgwin=_window(body)),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}

_SHARE: Final = 4
"""A twin takes at most such a part of its body: a quarter, about."""


class Twins(Mapping[str, bytes]):
    """The same body by content coding, where one makes it smaller; safe to share between threads."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._lock = threading.Lock()
        self._packed: dict[str, bytes | None] = {} if len(body) >= _LEAST_PACKED else dict.fromkeys(_PACKERS)

    def __getitem__(self, coding: str) -> bytes:
        try:
            twin = self._packed[coding]
        except KeyError:
            twin = self._pack(coding)
        if twin is None:
            raise KeyError(coding)
        return twin

    def __iter__(self) -> Iterator[str]:
        return (coding for coding in _PACKERS if coding in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def size(self) -> int:
        """How many bytes of memory they take once all of them are packed, about."""
        return len(_PACKERS) * len(self._body) // _SHARE

    def _pack(self, coding: str) -> bytes | None:
        packer = _PACKERS[coding]
        with self._lock:  # whoever asks for it meanwhile has it packed once
            if coding not in self._packed:
                twin = packer(self._body)
                self._packed[coding] = twin if len(twin) < len(self._body) else None
            return self._packed[coding]
