"""The sender: tells hubs what the store's notices say, in a thread of its own.

WebSub (section 6) leaves open how a publisher tells its hub. What the public hubs ask for, as its note says, is a POST
of `hub.mode=publish` and `hub.url`, the topic's address. Several addresses in one request are a matter of each hub's
own (pubsubhubbub.appspot.com takes `hub.url` again and again, Switchboard `hub.url[]`), and whoever does not know of it
takes the last and is silent about the others: each topic gets a request of its own, over one connection.
"""

import logging
import threading
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy

from requests import PreparedRequest, RequestException, Session
from urllib3.exceptions import HTTPError

from aggregator.errors import StoreError
from aggregator.store import notices
from aggregator.store.database import Store
from aggregator.store.notices import Notice
from aggregator.websub.outcome import Answer, GivenUp, PutOff, Told, outcome

LOGGER = logging.getLogger(__name__)

#: How often is looked whether there is something to tell, in seconds.
LOOK_EVERY = 1.0
#: How long a hub may take to accept a connection and to say the next few bytes, in seconds.
TIMEOUTS = (5.0, 10.0)
#: So much of what a hub has to say is taken, in bytes: enough to use its connection again.
LONGEST_BODY = 4096
#: So many notices are told before that is written down: as many are told twice, at most, if the process dies.
TOLD_AT_ONCE = 20
#: How long the sender rests after a fault, in seconds.
REST = 10.0
#: How long `stop` waits for a request under way, in seconds; its notice stays, and is told by the next process.
PATIENCE = 1.0


def discreet(session: Session) -> Session:
    """A session that takes no cookies, and gives no hub a password that lies about for its host (`.netrc`)."""

    def without(request: PreparedRequest) -> PreparedRequest:
        return request

    session.auth = without
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


class Sender:
    """Tells hubs what is due.

    `clock` gives seconds since 1970, `chance` a number from 0 up to 1. The session has adapters for http and https
    alone and is nobody else's.
    """

    def __init__(self, store: Store, session: Session, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._store = store
        self._session = discreet(session)
        self._clock = clock
        self._chance = chance
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hub-sender", daemon=True)

    def start(self) -> None:
        """Begin to look for notices."""
        self._thread.start()

    def stop(self) -> None:
        """End with the request under way."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def tell(self) -> None:
        """Tell each hub what is due now.

        Raises:
            StoreError: The notices cannot be read, or not be written down as told.
        """
        until = int(self._clock())
        with self._store.reading() as transaction:
            hubs = notices.waiting_hubs(transaction, until)
        for hub in hubs:
            while not self._stopped.is_set() and self._tell(hub, until):
                pass

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            try:
                self.tell()
            except StoreError as error:
                LOGGER.error("hubs cannot be told of changes: %s", error)  # noqa: TRY400 (it is no fault of ours)
                self._stopped.wait(REST)
            except Exception:
                LOGGER.exception("telling hubs of changes ended by a fault of the program")
                self._stopped.wait(REST)

    def _tell(self, hub: str, until: int) -> bool:
        """Tell a hub the first few things that are due; whether there may be more that it wants to hear now."""
        with self._store.reading() as transaction:
            due = notices.due(transaction, hub, until, TOLD_AT_ONCE)
        settled: list[Notice] = []
        failed: tuple[Notice, PutOff, Answer] | None = None
        last: tuple[Answer, bool] | None = None
        for notice in due:
            if self._stopped.is_set():
                break
            answer = self._ask(notice)
            what = outcome(notice, answer, self._clock(), self._chance())
            last = answer, isinstance(what, Told)
            if isinstance(what, PutOff):
                failed = notice, what, answer
                break
            settled.append(notice)
            if not isinstance(what, Told):
                _complain(notice, what)
        with self._store.writing() as transaction:
            notices.settle(transaction, settled)
            if last:
                notices.answered(transaction, hub, int(self._clock()), last[0].reason, told=last[1])
            if failed:
                notice, put_off, answer = failed
                LOGGER.info("%s does not take notices now (%s); it is asked again later", hub, answer.reason)
                notices.put_off(transaction, notice, put_off.until, answer.reason)
        return bool(due) and failed is None

    def _ask(self, notice: Notice) -> Answer:
        form = {"hub.mode": "publish", "hub.url": notice.topic}
        try:
            # A hub that has moved is for people to look at: a POST of ours goes nowhere but where it was configured.
            with self._session.post(
                notice.hub, data=form, timeout=TIMEOUTS, allow_redirects=False, stream=True
            ) as response:
                response.raw.read(LONGEST_BODY)
                status = response.status_code
                return Answer(status, f"it answered {status}", response.headers.get("Retry-After"))
        except (RequestException, HTTPError, OSError, ValueError) as error:
            # Its kind alone: what it says may hold anything that the hub sent.
            return Answer(None, f"no answer: {type(error).__name__}")


def _complain(notice: Notice, given_up: GivenUp) -> None:
    LOGGER.warning("%s will not be told that %s has changed: %s", notice.hub, notice.topic, given_up.reason)
