"""Who asks, and what becomes of those who may not read.

    Authorization: Basic …  ─┐
    ?token=…                 ┴─▶ hash ─▶ store ─▶ Reader ─▶ may read? ─no─▶ 401, as for what was never there

The token in an address is a parameter, not a part of the path: paths stand in logs (Flask's own, where a request fails)
and are what caches know documents by.
"""

import logging
import threading
from collections.abc import Callable
from urllib.parse import quote

from flask import Response, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException, NotFound, Unauthorized

from aggregator.errors import StoreError
from aggregator.model import Source
from aggregator.publishing.access import Reader, reader_of
from aggregator.store import tokens
from aggregator.store.database import Store
from aggregator.store.tokens import Token
from aggregator.web.routing import without_slash

LOGGER = logging.getLogger(__name__)

DAY = 86_400
#: What is for everybody even on a closed site: whether it is up, its style and icon, and what asks for a token of its
#: own, as everything below `/status` does.
OPEN = frozenset({"control.health", "control.rescan", "favicon", "static"})
#: What shows one source only, or a folder, and asks for itself whether that may be read.
OF_ONE_SOURCE = frozenset(
    {
        "feeds.named", "archives.of_named", "archives.rest_of_named", "lists.of_name", "subscribe.of_name",
        "entries.entry", "history.history",
    }
)  # fmt: skip


class Access:
    """The way in.

    `closed` says that nothing of the site is for everybody, `challenges` that something is not: then nobody can tell
    what is not there from what is not for him. `clock` gives seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float], *, closed: bool, challenges: bool) -> None:
        self._store = store
        self._clock = clock
        self._closed = closed
        self._challenges = challenges or closed
        self._noted: set[tuple[str, int, int]] = set()

    def check(self) -> None:
        """Let nobody in to a closed site without a token; and to what shows many sources, only for all of them.

        Raises:
            Unauthorized: This request stays outside.
        """
        if self._closed and request.endpoint not in OPEN and request.blueprint != "status":
            reader = self._reader()
            if not (reader.everything or (reader.token and request.endpoint in OF_ONE_SOURCE)):
                raise self.refusal()

    def may_read(self, source: Source) -> bool:
        """Whether who asks may read a source; if it is not for everybody, neither is the answer."""
        allowed = self._reader().may_read(source, closed=self._closed)
        if allowed and source.private:
            g.sealed = True
        return allowed

    def may_read_many(self) -> bool:
        """Whether who asks may read what shows many sources; of these it shows what is public."""
        return not self._closed or self._reader().everything

    def is_for_anybody(self) -> bool:
        """Whether what is about to be answered hangs on nobody's right to read it."""
        return not (self._closed or g.get("sealed"))

    def refusal(self, reason: str = "There is nothing at this address.") -> HTTPException:
        """What is said of an address with nothing at it, and of one that is not for this reader, without a difference.

        `reason` is said where everything is for everybody, and where nothing is ever at such an address.
        """
        if not self._challenges or without_slash(request.path):
            return NotFound(reason)
        # The space has the realm quoted, see `web/control.py`.
        challenge = WWWAuthenticate("basic", {"realm": "private feeds"})
        return Unauthorized(
            "There is nothing at this address, or you need a token to read it: any user name, and the token for a "
            "password.",
            www_authenticate=challenge,
        )

    def token_at_hand(self) -> str | None:
        """The token in the address asked for, where it is what let this reader in."""
        return request.args.get("token") if (self._closed or g.get("sealed")) and not request.authorization else None

    def with_token(self, address: str) -> str:
        """An address that this reader is sent on to, with the token if it came in the address."""
        token = self.token_at_hand()
        return f"{address}{'&' if '?' in address else '?'}token={quote(token, safe='')}" if token else address

    def seal(self, response: Response) -> Response:
        """Keep what is not for everybody out of every cache that is shared (RFC 9111, section 5.2.2.7)."""
        if response.status_code == 401:  # noqa: PLR2004 (what this is about)
            response.headers["Cache-Control"] = "no-store"
        elif self._closed or g.get("sealed"):
            said = response.headers.get("Cache-Control", "no-cache")
            if "no-store" not in said:
                response.headers["Cache-Control"] = "private, " + said.removeprefix("public, ")
            response.vary.add("Authorization")
        return response

    def _reader(self) -> Reader:
        """Who asks, found out once a request, whatever is asked for."""
        if "reader" not in g:
            g.reader = self._who()
        reader: Reader = g.reader
        return reader

    def _who(self) -> Reader:
        given = request.authorization
        secret = given.password if given and given.type == "basic" else request.args.get("token")
        if not secret:
            return Reader()
        with self._store.reading() as transaction:
            token = tokens.known(transaction, secret)
        if token is None:
            return Reader()
        self._note_use(token)
        return reader_of(token.patterns)

    def _note_use(self, token: Token) -> None:
        """Note the day, once a day; apart from the request, which is not to wait for a scan's writing."""
        day = int(self._clock()) // DAY * DAY
        use = token.name, token.made, day
        if use in self._noted or (token.used is not None and token.used >= day):
            return
        self._noted.add(use)

        def note() -> None:
            try:
                with self._store.writing() as transaction:
                    tokens.use(transaction, token.name, day)
            except StoreError as error:
                self._noted.discard(use)
                LOGGER.error("the use of a token cannot be noted: %s", error)  # noqa: TRY400 (no fault of ours)

        threading.Thread(target=note, name="token-use", daemon=True).start()
