"""What whoever runs the service asks of it: a scan now, its report, and whether all is well."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, json, request
from werkzeug.exceptions import NotFound

from aggregator.publishing.access import Patterns
from aggregator.publishing.subjects import feed_path
from aggregator.publishing.wording import removals_held_back
from aggregator.store import scans, sources, state
from aggregator.store.database import Store
from aggregator.store.scans import Scan
from aggregator.web.bearer import bears, unauthorized
from aggregator.web.routing import Address, blueprint

#: How long `?wait=1` waits, and how often it looks, in seconds.
LONGEST_WAIT, LOOK_EVERY = 300.0, 0.05


def control_addresses(
    store: Store, token: str, site_url: str, clock: Callable[[], float], chairs: BoundedSemaphore, private: Patterns
) -> Blueprint:
    """`/rescan`, `/scans/<number>` and `/healthz`; who waits for a scan's end takes a chair meanwhile.

    The reports do not name what `private` covers.
    """
    control = Control(store, token, site_url, clock, chairs, private)
    return blueprint(
        "control",
        Address("/rescan", control.rescan, "POST"),
        Address("/scans/<int:number>", control.report),
        Address("/healthz", control.health),
    )


@dataclass(frozen=True, slots=True)
class Control:
    """Answers whoever runs the service; the fields are what `control_addresses` is given."""

    store: Store
    token: str
    site_url: str
    clock: Callable[[], float]
    chairs: BoundedSemaphore
    private: Patterns

    def rescan(self) -> Response:
        """Wish for a scan; its report, if that is waited for and comes in time, else where that will be."""
        if not bears(self.token):
            raise unauthorized()
        with self.store.writing() as transaction:
            number = scans.wish(transaction, int(self.clock()))
        if request.args.get("wait") == "1" and self.chairs.acquire(blocking=False):
            try:
                scan = _ended(lambda: self._scan(number))
            finally:
                self.chairs.release()
            if scan:
                return _report(scan)
        address = f"{self.site_url}/scans/{number}"
        return _json({"scan": number, "report": address}, 202, {"Location": address})

    def report(self, number: int) -> Response:
        """The report of a scan."""
        scan = self._scan(number) if number < 1 << 63 else None
        if scan is None:
            raise NotFound("There is no scan of this number, or it was long ago.")
        if scan.state in {"wished", "running"}:
            return _json({"state": scan.state}, 200, {"Retry-After": "1"})
        return _report(_for_everybody(scan, self.store, self.private))

    def health(self) -> Response:
        """Whether all is well."""
        with self.store.reading() as transaction:
            done, held_back = scans.done(transaction), state.held_back(transaction)
        # The same keys in any case, so that whoever watches can say which one to look at.
        return _json({"status": "ok", "scans": done, "detail": removals_held_back(held_back)}, 200)

    def _scan(self, number: int) -> Scan | None:
        with self.store.reading() as transaction:
            return scans.by_number(transaction, number)


def _for_everybody(scan: Scan, store: Store, private: Patterns) -> Scan:
    """A scan whose report names nothing private: as that is now, not as it was then."""
    if scan.report is None or not private.lines:
        return scan
    with store.reading() as transaction:
        feeds = {feed_path(source.name) for source in sources.private(transaction)}
    return scan._replace(report=json.dumps(without(json.loads(scan.report), feeds, private.covering())))


def without(report: Mapping[str, Any], feeds: Collection[str], covers: Callable[[str], bool]) -> dict[str, Any]:
    """A report that names none of these feeds (their paths), nor any file or folder that `covers` says is private."""
    told = {key: count for key, count in report["seen_as_new"].items() if key not in feeds}
    named = {
        part: [each for each in report[part] if not (covers(each["path"]) or covers(f"{each['path']}/"))]
        for part in ("failed", "unsettled", "skipped")
    }
    if "findings" in report:  # reports of scans before there was a doctor have none
        # A finding about a document has its suffix behind the path of the feed, and no feed's name holds a dot.
        named["findings"] = [
            each
            for each in report["findings"]
            if each["path"].partition(".")[0] not in feeds and not (each["file"] and covers(each["file"]))
        ]
    return {**report, "seen_as_new": told, **named}


def _ended(look: Callable[[], Scan | None]) -> Scan | None:
    """The scan once it has ended, None if that takes longer than anybody should hold a connection."""
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        scan = look()
        if scan and scan.state in {"done", "failed"}:
            return scan
        time.sleep(LOOK_EVERY)
    return None


def _report(scan: Scan) -> Response:
    if scan.state == "failed":
        return _json({"state": "failed", "error": scan.error}, 503)
    return Response(scan.report, 200, {"Cache-Control": "no-store"}, content_type="application/json")


def _json(values: dict[str, Any], status: int, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(values) + "\n"
    return Response(body, status, {"Cache-Control": "no-store"} | (headers or {}), content_type="application/json")
