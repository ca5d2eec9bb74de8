"""Feeds over HTTP: the held bytes, or 304 where the reader has them already."""

from collections.abc import Callable

from flask import Blueprint, Response
from werkzeug.exceptions import Gone, NotFound, ServiceUnavailable

from aggregator.errors import RenderingError
from aggregator.publishing.held import HeldDocument
from aggregator.publishing.press import GoneError, Press
from aggregator.web.answers import answer

#: After how many seconds to ask again for what cannot be answered now.
RETRY_AFTER = 60


def feed_addresses(press: Press, max_age: int) -> Blueprint:
    """`/feeds.*`, `/feeds/<name>.*` and `/feeds.opml`."""
    addresses = Blueprint("feeds", __name__)
    suffix = f"<any({', '.join(sorted(press.formats))}):suffix>"

    @addresses.get(f"/feeds.{suffix}")
    def combined(suffix: str) -> Response:
        return _answer(lambda: press.combined(suffix), max_age)

    @addresses.get(f"/feeds/<path:name>.{suffix}")
    def of_source(name: str, suffix: str) -> Response:
        return _answer(lambda: press.of_source(name, suffix), max_age)

    @addresses.get("/feeds.opml")
    def outline() -> Response:
        return _answer(press.outline, max_age)

    return addresses


def _answer(find: Callable[[], HeldDocument], max_age: int) -> Response:
    try:
        held = find()
    except GoneError:
        raise Gone("The file of this feed is gone.") from None
    except KeyError:
        raise NotFound("There is no feed at this address.") from None
    except RenderingError as error:
        # An error feed would be taken for the feed itself: readers keep what they have and come again.
        raise ServiceUnavailable("This feed cannot be rendered at the moment.", retry_after=RETRY_AFTER) from error
    return answer(held, f"public, max-age={max_age}", for_anybody=True)
