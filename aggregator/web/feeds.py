"""Feeds over HTTP: the held bytes, 304 where the reader has them already, 301 where the feed is elsewhere now."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, Gone, ServiceUnavailable

from aggregator.errors import RenderingError
from aggregator.publishing.gathering import NotFiledError
from aggregator.publishing.held import HeldDocument
from aggregator.publishing.press import Press
from aggregator.publishing.subjects import GoneError, MovedError
from aggregator.store.queries import LONGEST, MOST_TERMS, normal, parse
from aggregator.web.access import Access
from aggregator.web.answers import answer
from aggregator.web.deltas import feed_answer, states_at_hand
from aggregator.web.leading import leading_on
from aggregator.web.routing import Address, blueprint

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
    feeds, suffix = Feeds(press, access, site_url, max_age), _suffix(press)
    return blueprint(
        "feeds",
        Address(f"/feeds.{suffix}", feeds.combined),
        Address(f"/feeds/<path:name>.{suffix}", feeds.named),
        Address(f"/tags/<slug>.{suffix}", feeds.tagged),
        Address(f"/search.{suffix}", feeds.search),
        Address("/feeds.opml", feeds.outline),
    )


def archive_addresses(press: Press, access: Access, site_url: str, max_age: int) -> Blueprint:
    """`/archives/feeds/<number>.*` and `/archives/feeds/<name>/<number>.*`: what has no room in a feed any longer.

    What is in none of these either is at `rest-<mark>`.
    """
    archives, suffix = Archives(press, access, site_url, max_age), _suffix(press)
    return blueprint(
        "archives",
        Address(f"/archives/feeds/<int:number>.{suffix}", archives.of_all),
        Address(f"/archives/feeds/<path:name>/<int:number>.{suffix}", archives.of_named),
        Address(f"/archives/feeds/rest-<mark>.{suffix}", archives.rest_of_all),
        Address(f"/archives/feeds/<path:name>/rest-<mark>.{suffix}", archives.rest_of_named),
    )


def _suffix(press: Press) -> str:
    """The suffix of a form that there is, as a part of a rule."""
    return f"<any({', '.join(sorted(press.formats))}):suffix>"


@dataclass(frozen=True, slots=True)
class Feeds:
    """Answers with feeds; the fields are what `feed_addresses` is given."""

    press: Press
    access: Access
    site_url: str
    max_age: int

    def combined(self, suffix: str) -> Response:
        """The feed of everything."""
        return self._feed(lambda states: self.press.combined(suffix, states, limit=_limit()))

    def named(self, name: str, suffix: str) -> Response:
        """The feed of a source or a folder."""
        may_read, folders = self.access.may_read, self.access.may_read_many()
        try:
            return self._feed(
                lambda states: self.press.named(
                    name, suffix, states, may_read=may_read, limit=_limit(), folders=folders
                )
            )
        except MovedError as moved:
            address = f"{self.site_url}{moved.path}.{suffix}{_query()}"
            return moved_to(self.access.with_token(address), self.max_age)

    def tagged(self, slug: str, suffix: str) -> Response:
        """The feed of a tag."""
        return self._feed(lambda states: self.press.tagged(slug, suffix, states, limit=_limit()))

    def search(self, suffix: str) -> Response:
        """The feed of a search."""
        response = self._feed(lambda _states: self.press.search(searched(), suffix, limit=_limit()))
        # Anybody's queries are no pages of this site.
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def outline(self) -> Response:
        """The list of all feeds."""
        outline = found(self.press.outline, self.access)
        return answer(outline, _kept(self.max_age), for_anybody=self.access.is_for_anybody())

    def _feed(self, find: Callable[[tuple[str, ...] | None], HeldDocument]) -> Response:
        states = states_at_hand()
        made = _led_on(found(lambda: find(states), self.access), self.access, self.site_url)
        # The lane knows an answer by its path alone.
        whole = request.args.keys().isdisjoint({"limit", "q"})
        return feed_answer(made, _kept(self.max_age), states, for_anybody=whole and self.access.is_for_anybody())


@dataclass(frozen=True, slots=True)
class Archives:
    """Answers with archive documents; the fields are what `archive_addresses` is given."""

    press: Press
    access: Access
    site_url: str
    max_age: int

    def of_all(self, number: int, suffix: str) -> Response:
        """An archive document of the feed of everything."""
        return self.of_named(None, number, suffix)

    def of_named(self, name: str | None, number: int, suffix: str) -> Response:
        """An archive document of the feed of a source, or of everything."""
        may_read = self.access.may_read
        return self._page(lambda: self.press.page(name, number, suffix, may_read=may_read), suffix, FOR_EVER)

    def rest_of_all(self, mark: str, suffix: str) -> Response:
        """What the feed of everything has no room for, and no archive document yet."""
        return self.rest_of_named(None, mark, suffix)

    def rest_of_named(self, name: str | None, mark: str, suffix: str) -> Response:
        """What the feed of a source has no room for, and no archive document yet."""
        may_read = self.access.may_read
        return self._page(lambda: self.press.rest(name, mark, suffix, may_read=may_read), suffix, _kept(self.max_age))

    def _page(self, find: Callable[[], HeldDocument], suffix: str, cache_control: str) -> Response:
        access = self.access
        try:
            filed = found(find, access)
        except MovedError as moved:
            # Its documents are others: who was on the way has to begin again.
            return moved_to(access.with_token(f"{self.site_url}{moved.path}.{suffix}"), self.max_age)
        except NotFiledError as elsewhere:
            return _still_in(access.with_token(f"{elsewhere.address}.{suffix}"))
        document = _led_on(filed, access, self.site_url)
        return answer(document, cache_control, for_anybody=access.is_for_anybody())


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
    if sum(map(len, parse(query))) > MOST_TERMS:
        raise BadRequest(f"A search has at most {MOST_TERMS} words and phrases.")
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
    """Where what belongs into an archive document is as long as that is not full, `next` for a walker."""
    headers = {"Location": address, "Cache-Control": "no-cache"}
    return Response(f"This is still in {address}\n", 307, headers, content_type="text/plain; charset=utf-8")
