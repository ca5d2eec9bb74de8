"""Who gets in to /status, for how long, and what a form from elsewhere can do: nothing."""

import time

import pytest
from flask.testing import FlaskClient

import aggregator.feed
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from aggregator.store.database import Store
from aggregator.web.app import WebSettings, create_app
from aggregator.web.status.session import SIGNED_IN_FOR
from tests.scanner import Scanner
from tests.sites import TOKEN, Service
from tests.status.visitor import Visitor
from tests.webs import LIMITS

PATHS = ("/status", "/status/progress", "/status/preview")


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_signed_in_is_asked_to(stranger: Visitor, path: str) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/status/login")
    assert answer.headers["Cache-Control"] == "no-store"
    page = stranger.get("/status/login")
    assert page.status_code == 200
    assert "server.rescan_token" in page.text
    assert "rescan-token" in page.text


@pytest.mark.parametrize("path", ["/status/rescan", "/status/preview", "/status/logout"])
def test_who_is_not_signed_in_can_send_nothing(stranger: Visitor, path: str) -> None:
    assert stranger.send(path, {"text": "Title", "form_token": ""}).headers["Location"] == "/status/login"


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], f"{TOKEN}x", TOKEN.swapcase(), "é", "\0", "x" * 5000])
def test_a_wrong_token_is_told_so_and_no_more(stranger: Visitor, token: str) -> None:
    answer = stranger.sign_in(token)
    assert answer.status_code == 403
    assert "That is not the rescan token." in answer.text
    assert "Set-Cookie" not in answer.headers
    assert stranger.get("/status").status_code == 303


def test_a_form_that_is_no_form_of_ours_is_refused_by_its_size(stranger: Visitor) -> None:
    assert stranger.sign_in("x" * 100_000).status_code == 413


def test_the_token_signs_in_by_a_cookie_that_is_for_these_pages_alone(stranger: Visitor) -> None:
    answer = stranger.sign_in(f" {TOKEN}\n")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/status")
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/status"} <= set(cookie.split("; "))
    assert "Expires=" in cookie
    assert "Secure" not in cookie  # the site's address is http
    assert TOKEN not in cookie
    page = stranger.get("/status")
    assert page.status_code == 200
    assert TOKEN not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )


def test_no_cookie_is_set_anywhere_else(service: Service) -> None:
    for path in ("/", "/feeds.rss", "/healthz", "/status", "/status/login"):
        assert "Set-Cookie" not in service.get(path).headers


def test_the_token_in_a_header_does_as_well(service: Service) -> None:
    for path in ("/status", "/status/preview"):
        assert service.get(path, Authorization=f"Bearer {TOKEN}").status_code == 200
        wrong = service.get(path, Authorization=f"Bearer {TOKEN}x")
        assert wrong.status_code == 401
        assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="rescan token"'
    assert service.ask("POST", "/status/rescan", Authorization=f"Bearer {TOKEN}").status_code == 303


def test_who_signs_out_is_out(keeper: Visitor) -> None:
    assert keeper.submit("/status/logout").headers["Location"] == "/status/login"
    assert keeper.get("/status").status_code == 303


def test_a_cookie_that_somebody_made_up_is_none(stranger: Visitor) -> None:
    stranger.sign_in()
    for cookie in stranger.session.cookies:
        payload, _, signature = (cookie.value or "").rpartition(".")
        cookie.value = f"{payload}.{signature[::-1]}"
    assert stranger.get("/status").status_code == 303


HOSTILE: tuple[dict[str, str], ...] = (
    {},  # without what the page holds
    {"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec_Fetch_Site": "same-site"},  # another port, or another name of the same owner
    {"Sec_Fetch_Site": "cross-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)


@pytest.mark.parametrize("path", ["/status/rescan", "/status/preview", "/status/logout"])
@pytest.mark.parametrize("headers", HOSTILE)
def test_a_form_of_another_site_does_nothing(
    keeper: Visitor, service: Service, path: str, headers: dict[str, str]
) -> None:
    before = len(service.site.scan_states())
    # The worst case: a browser that sends the cookie along, and even a token that the other site has somehow learnt.
    token = keeper.form_token() if headers else ""
    answer = keeper.send(path, {"text": "Title", "form_token": token}, **headers)
    assert answer.status_code == 403
    assert "Title</h3>" not in answer.text
    assert len(service.site.scan_states()) == before
    assert keeper.get("/status").status_code == 200


def test_a_form_of_somebody_elses_session_does_nothing(keeper: Visitor, stranger: Visitor) -> None:
    stranger.sign_in()
    foreign = stranger.form_token()
    assert foreign != keeper.form_token()
    assert keeper.send("/status/rescan", {"form_token": foreign}).status_code == 403


@pytest.mark.parametrize("headers", HOSTILE[1:])
def test_nobody_is_signed_in_by_another_site(stranger: Visitor, headers: dict[str, str]) -> None:
    answer = stranger.sign_in(**headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"}, {}])
def test_a_form_of_this_site_does_what_it_says(stranger: Visitor, headers: dict[str, str]) -> None:
    assert stranger.sign_in(**headers).status_code == 303
    answer = stranger.send("/status/rescan", {"form_token": stranger.form_token()}, **headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/status")


def test_either_name_of_this_host_is_this_site(stranger: Visitor) -> None:
    for origin in (stranger.site.url, f"http://localhost:{stranger.site.port}"):
        host = origin.removeprefix("http://")
        assert stranger.sign_in(Origin=origin, Host=host).status_code == 303


def client_at(store: Store, url: str, token: str, now: list[float], *, closed: bool = False) -> FlaskClient:
    """The application of a site with another address, by a clock that tests set."""
    described = aggregator.feed.Site("Garden news", "", url, "en")
    press = Press(store, described, LIMITS, discover(), 1_000_000)
    return create_app(store, press, WebSettings(described, token, 1, 60, closed), lambda: now[0]).test_client()


def test_after_half_a_day_one_signs_in_again(scanner: Scanner) -> None:
    now = [time.time()]
    client = client_at(scanner.store, "http://localhost", "token", now)
    assert client.post("/status/login", data={"token": "token"}).status_code == 303
    now[0] += SIGNED_IN_FOR - 5
    assert client.get("/status").status_code == 200
    now[0] += 10
    assert client.get("/status").status_code == 303


def test_a_restart_keeps_everybody_signed_in_and_a_new_token_nobody(scanner: Scanner) -> None:
    now = [time.time()]
    client = client_at(scanner.store, "http://localhost", "token", now)
    client.post("/status/login", data={"token": "token"})
    cookie = client.get_cookie("aggregator-status", path="/status")
    assert cookie
    for token, status in (("token", 200), ("another", 303)):
        again = client_at(scanner.store, "http://localhost", token, now)
        again.set_cookie("aggregator-status", cookie.value, path="/status")
        assert again.get("/status").status_code == status


def test_behind_https_and_a_path_the_cookie_stays_there(scanner: Scanner) -> None:
    client = client_at(scanner.store, "https://example.org/news", "token", [time.time()])
    answer = client.post("/status/login", data={"token": "token"})
    assert answer.headers["Location"] == "/news/status"
    assert {"Secure", "Path=/news/status"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_a_closed_site_has_the_same_door(scanner: Scanner) -> None:
    client = client_at(scanner.store, "http://localhost", "token", [time.time()], closed=True)
    assert client.get("/").status_code == 401
    assert client.get("/status").status_code == 303
    assert client.post("/status/login", data={"token": "token"}).status_code == 303
    assert client.get("/status").status_code == 200
    assert client.get("/").status_code == 401
