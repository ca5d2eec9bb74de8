"""Pages are asked for again and again: each tells whether it has changed, and forbids what browsers should not do."""

import pytest

from tests.town import ERRORS, KEPT, KINDS, READ, Town


@pytest.mark.parametrize("kind", READ)
def test_a_page_that_has_not_changed_is_not_sent_again(town: Town, kind: str) -> None:
    path = town.paths[kind]
    whole = town.service.get(path)
    assert whole.status_code == 200
    assert whole.headers["Cache-Control"] == "no-cache"
    for validator in (
        {"If_None_Match": whole.headers["ETag"]},
        {"If_None_Match": f'"other", W/{whole.headers["ETag"]}'},
        {"If_Modified_Since": whole.headers["Last-Modified"]},
    ):
        unchanged = town.service.get(path, **validator)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["ETag"] == whole.headers["ETag"]
    other = {"If_None_Match": '"other"', "If_Modified_Since": whole.headers["Last-Modified"]}
    assert town.service.get(path, **other).content == whole.content


@pytest.mark.parametrize(
    "path",
    [
        "/static/page.css", "/static/page.js", "/static/status.css", "/static/status.js", "/static/feed.svg",
        "/static/icon.svg", "/static/icon.png", "/favicon.ico",
    ],
)  # fmt: skip
def test_what_pages_load_is_not_sent_again(town: Town, path: str) -> None:
    whole = town.service.get(path)
    assert whole.status_code == 200
    assert town.service.get(path, If_None_Match=whole.headers["ETag"]).status_code == 304


@pytest.mark.parametrize("kind", [*ERRORS, "login", *KEPT])
def test_errors_and_what_a_session_sees_have_no_validator(town: Town, kind: str) -> None:
    answer = town.answer(kind)
    assert not {"ETag", "Last-Modified"} & set(answer.headers)
    if kind not in ERRORS:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_forbids_what_browsers_should_not_do(town: Town, kind: str) -> None:
    headers = town.answer(kind).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
