"""Feeds over HTTP: the held bytes, 304 where the reader has them already, 301 where the feed is elsewhere now."""

from collections.abc import Callable

from flask import Blueprint, Response
from werkzeug.exceptions import Gone, ServiceUnavailable

from aggregator.errors import RenderingError
from aggregator.publishing.held import HeldDocument
from aggregator.publishing.press import Press
from aggregator.publishing.subjects import GoneError, MovedError
from aggregator.web.access import Access
from aggregator.web.answers import answer

#: After how many seconds to ask again for what cannot be answered now.
RETRY_AFTER = 60


def feed_addresses(press: Press, access: Access, site_url: str, max_age: int) -> Blueprint:
    """`/feeds.*`, `/feeds/<name>.*` and `/feeds.opml`; `max_age` is for how many seconds an answer may be kept."""
    addresses = Blueprint("feeds", __name__)
    suffix = f"<any({', '.join(sorted(press.formats))}):suffix>"

    @addresses.get(f"/feeds.{suffix}")
    def combined(suffix: str) -> Response:
        return _answer(lambda: press.combined(suffix), access, max_age)

    @addresses.get(f"/feeds/<path:name>.{suffix}")
    def named(name: str, suffix: str) -> Response:
        try:
            return _answer(lambda: press.named(name, suffix, access.may_read), access, max_age)
        except MovedError as moved:
            return _moved(access.with_token(f"{site_url}{moved.path}.{suffix}"), max_age)

    @addresses.get("/feeds.opml")
    def outline() -> Response:
        return _answer(press.outline, access, max_age)

    return addresses


def _answer(find: Callable[[], HeldDocument], access: Access, max_age: int) -> Response:
    try:
        held = find()
    except GoneError:
        raise Gone("The file of this feed is gone.") from None
    except KeyError:
        raise access.refusal("There is no feed at this address.") from None
    except RenderingError as error:
        # An error feed would be taken for the feed itself: readers keep what they have and come again.
        raise ServiceUnavailable("This feed cannot be rendered at the moment.", retry_after=RETRY_AFTER) from error
    return answer(held, f"public, max-age={max_age}", for_anybody=access.is_for_anybody())


def _moved(address: str, max_age: int) -> Response:
    # RFC 9110, section 15.4.2, lets caches keep this for ever; a file that comes back has its address again.
    headers = {"Location": address, "Cache-Control": f"public, max-age={max_age}"}
    return Response(f"This feed has moved to {address}\n", 301, headers, content_type="text/plain; charset=utf-8")
