"""Feeds over HTTP: the held bytes, 304 where the reader has them already, 301 where the feed is elsewhere now."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, Gone, ServiceUnavailable

from aggregator.errors import RenderingError
from aggregator.publishing.gathering import NotFiledError
from aggregator.publishing.held import HeldDocument
from aggregator.publishing.press import Press
from aggregator.publishing.subjects import GoneError, MovedError, feed_path
from aggregator.store.queries import LONGEST, normal
from aggregator.web.access import Access
from aggregator.web.answers import answer
from aggregator.web.deltas import feed_answer, states_at_hand
from aggregator.web.leading import leading_on

Found = TypeVar("Found")

#: After how many seconds to ask again for what cannot be answered now.
RETRY_AFTER = 60
#: RFC 5005, section 4: whoever has an archive document need not ask for it again.
FOR_EVER = "public, max-age=31536000, immutable"
#: What `?limit=` may ask for; a feed never has more entries than it has without.
MOST_ENTRIES = 10_000
_LIMIT = re.compile(r"0*(?:[1-9][0-9]{0,3}|10000)")


def feed_addresses(press: Press, access: Access, site_url: str, max_age: int) -> Blueprint:
    """`/feeds.*`, `/feeds/<name>.*`, `/tags/<slug>.*`, `/search.*` and `/feeds.opml`.

    `max_age` is for how many seconds an answer may be kept.
    """
    addresses = Blueprint("feeds", __name__)
    suffix = f"<any({', '.join(sorted(press.formats))}):suffix>"

    def feed(find: Callable[[tuple[str, ...] | None], HeldDocument]) -> Response:
        states = states_at_hand()
        made = _led_on(found(lambda: find(states), access), access, site_url)
        # The lane knows an answer by its path alone.
        whole = request.args.keys().isdisjoint({"limit", "q"})
        return feed_answer(made, _kept(max_age), states, for_anybody=whole and access.is_for_anybody())

    @addresses.get(f"/feeds.{suffix}")
    def combined(suffix: str) -> Response:
        return feed(lambda states: press.combined(suffix, states, limit=_limit()))

    @addresses.get(f"/feeds/<path:name>.{suffix}")
    def named(name: str, suffix: str) -> Response:
        try:
            return feed(
                lambda states: press.named(
                    name,
                    suffix,
                    states,
                    may_read=access.may_read,
                    limit=_limit(),
                    folders=access.may_read_many(),
                )
            )
        except MovedError as moved:
            return moved_to(access.with_token(f"{site_url}{moved.path}.{suffix}{_query()}"), max_age)

    @addresses.get(f"/tags/<slug>.{suffix}")
    def tagged(slug: str, suffix: str) -> Response:
        return feed(lambda states: press.tagged(slug, suffix, states, limit=_limit()))

    @addresses.get(f"/search.{suffix}")
    def search(suffix: str) -> Response:
        response = feed(lambda _states: press.search(searched(), suffix, limit=_limit()))
        # Anybody's queries are no pages of this site.
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @addresses.get("/feeds.opml")
    def outline() -> Response:
        return answer(found(press.outline, access), _kept(max_age), for_anybody=access.is_for_anybody())

    return addresses


def archive_addresses(press: Press, access: Access, site_url: str, max_age: int) -> Blueprint:
    """`/archives/feeds/<number>.*` and `/archives/feeds/<name>/<number>.*`: what has no room in a feed any longer."""
    addresses = Blueprint("archives", __name__)
    suffix = f"<any({', '.join(sorted(press.formats))}):suffix>"

    @addresses.get(f"/archives/feeds/<int:number>.{suffix}")
    def of_all(number: int, suffix: str) -> Response:
        return page(None, number, suffix)

    @addresses.get(f"/archives/feeds/<path:name>/<int:number>.{suffix}")
    def of_named(name: str, number: int, suffix: str) -> Response:
        return page(name, number, suffix)

    def page(name: str | None, number: int, suffix: str) -> Response:
        try:
            filed = found(lambda: press.page(name, number, suffix, may_read=access.may_read), access)
        except MovedError as moved:
            # Its documents are others: who was on the way has to begin again.
            return moved_to(access.with_token(f"{site_url}{moved.path}.{suffix}"), max_age)
        except NotFiledError:
            return _still_in(access.with_token(f"{site_url}{feed_path(name)}.{suffix}"))
        cache_control = FOR_EVER if filed.full else _kept(max_age)
        document = _led_on(filed.document, access, site_url)
        return answer(document, cache_control, for_anybody=access.is_for_anybody())

    return addresses


def _led_on(document: HeldDocument, access: Access, site_url: str) -> HeldDocument:
    """A document for the reader under way, whose links let it in as its own address does."""
    token = access.token_at_hand()
    return leading_on(document, site_url, token) if token else document


def _kept(max_age: int) -> str:
    return f"public, max-age={max_age}"


def _limit() -> int | None:
    """How many entries are asked for, None where nothing is said; BadRequest for what is no such number."""
    said = request.args.getlist("limit")
    if not said:
        return None
    if len(said) > 1 or not _LIMIT.fullmatch(said[0]):
        raise BadRequest(f"limit has to be a number from 1 to {MOST_ENTRIES}, such as ?limit=10.")
    return int(said[0])


def searched() -> str:
    """What is searched for, in its normal form; BadRequest where that is nothing."""
    query = normal(request.args.get("q", ""))
    if not query:
        raise BadRequest("Say what to search for, such as ?q=harbour.")
    if len(query) > LONGEST:
        raise BadRequest(f"A search has at most {LONGEST} characters.")
    return query


def _query() -> str:
    """What goes with an address that has moved: the limit. Whether a token does is for `Access.with_token` to say."""
    limit = _limit()
    return f"?limit={limit}" if limit else ""


def found(find: Callable[[], Found], access: Access) -> Found:
    """What `find` finds.

    Raises:
        HTTPException: There is nothing, or no longer, or not for this reader; or it cannot be rendered now.
    """
    try:
        return find()
    except GoneError:
        raise Gone("The file of this feed is gone.") from None
    except KeyError:
        raise access.refusal("There is no feed at this address.") from None
    except RenderingError as error:
        # An error feed would be taken for the feed itself: readers keep what they have and come again.
        raise ServiceUnavailable("This feed cannot be rendered at the moment.", retry_after=RETRY_AFTER) from error


def moved_to(address: str, max_age: int) -> Response:
    """The answer where a feed is at another address now."""
    # RFC 9110, section 15.4.2, lets caches keep this for ever; a file that comes back has its address again.
    headers = {"Location": address, "Cache-Control": _kept(max_age)}
    return Response(f"This feed has moved to {address}\n", 301, headers, content_type="text/plain; charset=utf-8")


def _still_in(address: str) -> Response:
    """Where what belongs into an archive document is as long as that is not full: in the feed, `next` for a walker."""
    headers = {"Location": address, "Cache-Control": "no-cache"}
    return Response(f"This is still in {address}\n", 307, headers, content_type="text/plain; charset=utf-8")
