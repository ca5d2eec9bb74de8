"""Rendered bytes, held in memory until what they show has changed."""

import hashlib
import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, NamedTuple

from cachetools import LRUCache

from aggregator.errors import RenderingError
from aggregator.publishing.packing import Twins

_BESIDES: Final = 14_336
"""Bytes of memory, about: what is held with each document's bodies, its headers in the web's forms among it."""

_MOST_TOLD: Final = 1000
"""Documents that cannot be rendered, of which is known that the log has been told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class HeldDocument:
    """A document ready to be sent.

    `twins` are the same body by content coding, each packed when it is first asked for. `etag` is strong and quoted,
    and belongs to `body`. `last_modified` is in whole seconds since 1970. `links` are the values of its Link headers
    (RFC 8288, section 3). A `private` one is not for everybody. `base` is the opaque tag of the state that it only says
    the changes since, empty for a whole document.
    """

    body: bytes
    twins: Twins
    media_type: str
    etag: str
    last_modified: int
    links: tuple[str, ...] = ()
    private: bool = False
    base: str = ""

    @property
    def size(self) -> int:
        """How many bytes of memory it takes with all its twins and what is held beside them, about."""
        return _BESIDES + len(self.body) + self.twins.size


def document(body: bytes, media_type: str, last_modified: int, links: tuple[str, ...] = ()) -> HeldDocument:
    """`body` with its validators (RFC 9110 §8.8): the same body has the same ETag in every process.

    `last_modified` is in whole seconds since 1970: when what the body shows last changed.
    """
    return HeldDocument(
        body=body,
        twins=Twins(body),
        media_type=media_type,
        etag=f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"',
        last_modified=last_modified,
        links=links,
    )


class _Kept(NamedTuple):
    version: Hashable
    document: HeldDocument


class Held:
    """The documents asked for most lately, in at most `max_bytes` with their twins; safe to share between threads."""

    def __init__(self, max_bytes: int) -> None:
        self._lock = threading.Lock()
        self._kept: LRUCache[str, _Kept] = LRUCache(max_bytes, getsizeof=lambda kept: kept.document.size)
        self._under_way: dict[tuple[str, Hashable], Future[HeldDocument]] = {}
        # Of which versions that cannot be rendered the log has been told; every reader asks for them again.
        self._told: LRUCache[str, Hashable] = LRUCache(_MOST_TOLD)

    def get(self, key: str, version: Hashable, produce: Callable[[], HeldDocument]) -> HeldDocument:
        """The document of `key` at `version`: the one that is held, or else what `produce` makes.

        Threads that ask for the same at the same time share one call of `produce`. If it raises RenderingError and
        an earlier version is held, that goes on being answered, and the next try comes with the next version.

        Raises:
            RenderingError: `produce` raised it and no earlier version is held; the next call tries again.
        """
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.version == version:
                return kept.document
            shared = self._under_way.get((key, version))
            if shared is None:
                own = self._under_way[key, version] = Future[HeldDocument]()
        if shared is not None:
            return shared.result()
        try:
            made = self._made(key, version, produce, earlier=kept.document if kept is not None else None)
        except BaseException as error:
            self._finish(key, version, None)
            own.set_exception(error)
            raise
        self._finish(key, version, made)
        own.set_result(made)
        return made

    def _finish(self, key: str, version: Hashable, made: HeldDocument | None) -> None:
        # In one step, so that no thread finds it neither under way nor kept, and makes it a second time.
        with self._lock:
            del self._under_way[key, version]
            if made is not None and made.size <= self._kept.maxsize:
                self._kept[key] = _Kept(version, made)

    def _made(
        self, key: str, version: Hashable, produce: Callable[[], HeldDocument], earlier: HeldDocument | None
    ) -> HeldDocument:
        try:
            made = produce()
        except RenderingError:
            instead = "there is no earlier copy" if earlier is None else "the last good copy is answered"
            with self._lock:
                is_news = self._told.get(key) != version
                self._told[key] = version
            if is_news:
                _log.exception("%s cannot be rendered; %s until it changes again", key, instead)
            if earlier is None:
                raise
            return earlier
        with self._lock:
            self._told.pop(key, None)
        return made
