"""The sender against a hub on this machine: what is told, what is told again, and what is not."""

import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from aggregator.store import notices
from aggregator.store.database import Store, open_store
from aggregator.websub.sender import Sender
from tests.hubs import Hub
from tests.sites import PATIENCE, free_port

NOON = 1_700_000_000
SITE = "https://news.example"
ATOM, RSS = f"{SITE}/feeds/a.atom", f"{SITE}/feeds/a.rss"


@dataclass
class Desk:
    """A store with notices and a sender, by a clock that tests set."""

    store: Store
    now: float = NOON

    def post(self, hub: str, *topics: str, version: int = 1) -> None:
        with self.store.writing() as transaction:
            notices.post(transaction, [hub], topics, version, int(self.now))

    def tell(self, after: float = notices.COALESCED) -> None:
        self.now += after
        session = requests.Session()
        Sender(self.store, session, lambda: self.now, lambda: 0.0).tell()
        session.close()

    def waiting(self, hub: str) -> list[notices.Notice]:
        with self.store.reading() as transaction:
            return notices.due(transaction, hub, NOON * 2, 1000)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_store(f"sqlite:///{tmp_path}/a.db") as store:
        yield Desk(store)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as made:
        yield made


def test_a_hub_is_told_each_topic_once_by_a_request_of_its_own(desk: Desk, hub: Hub) -> None:
    desk.post(hub.url, ATOM, RSS)
    desk.tell()
    desk.tell()
    assert [told.form for told in hub.told] == [
        {"hub.mode": ["publish"], "hub.url": [ATOM]},
        {"hub.mode": ["publish"], "hub.url": [RSS]},
    ]
    assert {told.path for told in hub.told} == {"/hub"}
    assert {told.headers["Content-Type"] for told in hub.told} == {"application/x-www-form-urlencoded"}
    assert desk.waiting(hub.url) == []


def test_changes_in_quick_succession_are_one_notice(desk: Desk, hub: Hub) -> None:
    desk.post(hub.url, ATOM, version=1)
    desk.tell(after=1)
    assert hub.told == []
    desk.post(hub.url, ATOM, version=2)
    desk.tell(after=1)  # the first one is not put off by the second
    assert hub.topics() == [ATOM]
    assert desk.waiting(hub.url) == []


def test_what_changes_while_it_is_told_is_told_again(desk: Desk, hub: Hub) -> None:
    desk.post(hub.url, ATOM, version=1)
    hub.before = lambda: desk.post(hub.url, ATOM, version=2) if len(hub.told) == 1 else None
    desk.tell()
    desk.tell()
    assert hub.topics() == [ATOM, ATOM]
    assert desk.waiting(hub.url) == []


def test_a_hub_that_fails_is_asked_again_later_and_for_one_topic_only(desk: Desk, hub: Hub) -> None:
    hub.status = 503
    desk.post(hub.url, ATOM, RSS)
    desk.tell()
    assert hub.topics() == [ATOM]
    desk.tell(after=59)
    assert hub.topics() == [ATOM]
    assert [(notice.topic, notice.attempts) for notice in desk.waiting(hub.url)] == [(RSS, 0), (ATOM, 1)]
    hub.status = 204
    desk.tell(after=1)
    assert hub.topics() == [ATOM, ATOM, RSS]
    assert desk.waiting(hub.url) == []


def test_a_topic_that_a_hub_chokes_on_does_not_keep_the_others_back_for_ever(desk: Desk, hub: Hub) -> None:
    def choke() -> None:
        hub.status = 500 if hub.told[-1].form["hub.url"] == [ATOM] else 204

    hub.before = choke
    desk.post(hub.url, ATOM, RSS)
    desk.tell()
    desk.tell(after=60)
    assert hub.topics() == [ATOM, ATOM, RSS]
    assert [(notice.topic, notice.attempts) for notice in desk.waiting(hub.url)] == [(ATOM, 2)]


def test_a_newer_change_takes_the_place_of_one_that_failed(desk: Desk, hub: Hub) -> None:
    hub.status = 503
    desk.post(hub.url, ATOM, version=1)
    desk.tell()
    desk.post(hub.url, ATOM, version=2)
    (waiting,) = desk.waiting(hub.url)
    assert (waiting.version, waiting.attempts, waiting.since) == (2, 0, int(desk.now))
    hub.status = 204
    desk.tell()
    assert hub.topics() == [ATOM, ATOM]
    assert desk.waiting(hub.url) == []


def test_a_hub_that_is_not_there_does_not_keep_another_one_from_being_told(
    desk: Desk, hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    nobody = f"http://127.0.0.1:{free_port()}/"
    desk.post(nobody, ATOM)
    desk.post(hub.url, ATOM)
    desk.tell()
    assert hub.topics() == [ATOM]
    assert [notice.attempts for notice in desk.waiting(nobody)] == [1]
    assert "(no answer: ConnectionError)" in caplog.text


def test_attempts_end_after_a_day_with_a_line_in_the_log(
    desk: Desk, hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    hub.status = 500
    desk.post(hub.url, ATOM)
    for _ in range(24 * 6):
        desk.tell(after=605)
    assert desk.waiting(hub.url) == []
    assert 8 < len(hub.told) < 20
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert f"{hub.url} will not be told that {ATOM} has changed: it answered 500, for 24 hours" in caplog.text


def test_a_refusal_is_final_and_said_once(desk: Desk, hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.status = 404
    desk.post(hub.url, ATOM)
    desk.tell()
    desk.tell(after=86_400)
    assert len(hub.told) == 1
    assert caplog.text.count("it answered 404") == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_nowhere(desk: Desk, hub: Hub, status: int) -> None:
    with Hub() as other:
        hub.status, hub.headers = status, {"Location": other.url}
        desk.post(hub.url, ATOM)
        desk.tell()
        assert (len(hub.told), other.told) == (1, [])
    assert desk.waiting(hub.url) == []


def test_hubs_set_no_cookies_and_get_no_passwords(
    desk: Desk, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "netrc"
    place.write_text("machine 127.0.0.1 login ada password secret\n", encoding="ascii")
    place.chmod(0o600)
    monkeypatch.setenv("NETRC", str(place))
    hub.headers = {"Set-Cookie": "seen=1"}
    session = requests.Session()
    desk.post(hub.url, ATOM, RSS)
    desk.now += notices.COALESCED
    Sender(desk.store, session, lambda: desk.now, lambda: 0.0).tell()
    session.close()
    assert len(hub.told) == 2
    for told in hub.told:
        assert "Cookie" not in told.headers
        assert "Authorization" not in told.headers
    assert list(session.cookies) == []


def test_a_body_without_end_is_not_read_to_its_end(desk: Desk, hub: Hub) -> None:
    hub.status, hub.body = 200, bytes(50_000_000)
    desk.post(hub.url, ATOM, RSS)
    desk.tell()
    assert len(hub.told) == 2
    assert desk.waiting(hub.url) == []


@pytest.mark.parametrize(
    "answer",
    [b"", b"\x00\xff", b"HTTP/1.1 999 \x1b[31m\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 204 OK\r\n" + b"a: b\r\n" * 5000],
)
def test_what_is_no_answer_is_tried_again_and_nothing_of_it_is_printed(
    desk: Desk, answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(PATIENCE)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        desk.post(url, ATOM)

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        serving = threading.Thread(target=serve)
        serving.start()
        desk.tell()
        serving.join()
    assert [notice.attempts for notice in desk.waiting(url)] == [1]
    assert "\x1b" not in caplog.text


def test_hubs_that_are_no_longer_asked_for_are_told_nothing(desk: Desk, hub: Hub) -> None:
    desk.post("https://other.example/", ATOM)
    desk.post(hub.url, ATOM)
    with desk.store.writing() as transaction:
        notices.keep_to(transaction, [hub.url], SITE)
    assert desk.waiting("https://other.example/") == []
    assert len(desk.waiting(hub.url)) == 1
    with desk.store.writing() as transaction:
        notices.keep_to(transaction, [], SITE)
    assert desk.waiting(hub.url) == []


def test_topics_of_an_address_that_the_site_has_left_are_told_to_nobody(desk: Desk, hub: Hub) -> None:
    desk.post(hub.url, ATOM, "https://news.example.org/feeds.atom", "https://news_example/feeds.atom")
    with desk.store.writing() as transaction:
        notices.keep_to(transaction, [hub.url], SITE)
    assert [notice.topic for notice in desk.waiting(hub.url)] == [ATOM]
    with desk.store.writing() as transaction:
        notices.keep_to(transaction, [hub.url], f"{SITE}/elsewhere")
    assert desk.waiting(hub.url) == []
