"""Rendered pages, held until what they show has changed."""

from collections.abc import Callable, Hashable, Mapping
from typing import Final, NamedTuple

from flask import Response, render_template

from aggregator.publishing.held import Held, HeldDocument, document
from aggregator.store.state import News
from aggregator.web.answers import answer

#: Rendered pages in the memory of a worker, at most, in bytes.
HELD_BYTES: Final = 16 * 1024 * 1024
#: People reload a page to see what is new; asking whether it changed costs nearly nothing.
CACHE_CONTROL: Final = "no-cache"


class Stand(NamedTuple):
    """The state that a page shows: `version` moves with every change of it, `changed` is when it last did so.

    `changed` is in seconds since 1970.
    """

    version: Hashable
    changed: int


def of_store(news: News) -> Stand:
    """The state of a page that may show anything that is for everybody."""
    return Stand((news.version, news.presented), max(news.disclosed, news.presented))


class HeldPages:
    """The pages asked for most lately."""

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        self._held = Held(held_bytes)

    def answer(self, path: str, stand: Stand, template: str, values: Callable[[], Mapping[str, object]]) -> Response:
        """The page at a path, of a template and what `values` finds for it, if it is not held yet."""
        return self.document(path, stand, "text/html", lambda: render_template(template, **values()).encode())

    def document(self, path: str, stand: Stand, media_type: str, render: Callable[[], bytes]) -> Response:
        """The same of whatever `render` gives."""

        def produce() -> HeldDocument:
            return document(render(), media_type, stand.changed)

        return answer(self._held.get(path, stand.version, produce), CACHE_CONTROL)
