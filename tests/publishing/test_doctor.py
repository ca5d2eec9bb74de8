"""Every rule has a document that breaks it alone; beside it stands what the doctor finds."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from aggregator.errors import RenderingError
from aggregator.feed import Feed, FeedEntry, Rendered
from aggregator.publishing.doctor import (
    atom,
    check,
    check_entries,
    examine,
    feed,
    invalid,
    jsonfeed,
    opml,
    rss,
    unwritten,
    wellformed,
)
from aggregator.publishing.doctor.rules import Finding, Rule
from aggregator.publishing.format import OutputFormat, discover
from aggregator.publishing.sound import checked, sound
from tests.publishing.samples import ENTRIES, FEED, NEWEST, feeds

DOCUMENTS = Path(__file__).parents[1] / "data" / "doctor"
FINDINGS = ".findings.json"
MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "opml": "text/x-opml",
}
FORMATS = discover()
LATER = NEWEST + timedelta(days=1)

every_format = pytest.mark.parametrize("output", FORMATS.values(), ids=FORMATS.keys())


def documents() -> list[Path]:
    return [path for path in sorted(DOCUMENTS.iterdir()) if not path.name.endswith(FINDINGS)]


def expected(document: Path) -> list[dict[str, str | None]]:
    found: list[dict[str, str | None]] = json.loads(document.with_name(document.stem + FINDINGS).read_text("utf-8"))
    return found


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.stem)
def test_a_document_is_found_to_break_what_it_breaks_and_nothing_else(document: Path) -> None:
    found = [asdict(finding) for finding in check(MEDIA_TYPES[document.name.split(".")[0]], document.read_bytes())]
    # What a library says of it is in the library's own words, which are not expected to last.
    assert [
        {key: value for key, value in each.items() if key in known}
        for each, known in zip(found, expected(document), strict=True)
    ] == expected(document)


@pytest.mark.parametrize("rule", [*atom.RULES, *rss.RULES, *jsonfeed.RULES, *opml.RULES, wellformed.WELL_FORMED])
def test_every_rule_has_a_document_that_breaks_it_alone(rule: Rule) -> None:
    broken = [[(each["rule"], each["section"], each["grade"]) for each in expected(path)] for path in documents()]
    assert [(rule.name, rule.section, rule.grade)] in broken


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.stem)
def test_of_entries_alone_the_same_is_found_wrong(document: Path) -> None:
    kind, body = MEDIA_TYPES[document.name.split(".")[0]], document.read_bytes()
    found, of_entries = check(kind, body), check_entries(kind, body)
    assert {*of_entries} <= {*found}
    assert {finding for finding in invalid(found) if finding.entry_id} <= {*of_entries}


def test_no_two_rules_share_a_name() -> None:
    rules = [*atom.RULES, *rss.RULES, *jsonfeed.RULES, *opml.RULES, *feed.RULES, wellformed.WELL_FORMED]
    assert len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize("kind", MEDIA_TYPES)
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"<a/>", b"\xff\x00", b"<!DOCTYPE a SYSTEM 'file:/x'><a/>"]
)
def test_whatever_is_no_feed_at_all_is_invalid(kind: str, body: bytes) -> None:
    assert invalid(check(MEDIA_TYPES[kind], body))


def test_what_no_standard_is_known_for_is_not_judged() -> None:
    assert check("text/plain", b"") == ()


def changed(**values: object) -> Feed:
    """The sample with its second entry changed."""
    first, second, third = ENTRIES
    return replace(FEED, entries=(first, second._replace(**values), third))  # type: ignore[arg-type]


PLAIN = replace(FEED, title="News", entries=(ENTRIES[0]._replace(title="Fish & chips <3"), *ENTRIES[1:]))
BROKEN: list[tuple[Rule, Feed]] = [
    (feed.TITLE, replace(PLAIN, title=" ")),
    (feed.TEXT, replace(PLAIN, rights="\x00")),
    (feed.TEXT, replace(PLAIN, description="\ud800")),
    (feed.ADDRESS, replace(PLAIN, address="/feeds/news")),
    (feed.ADDRESS, replace(PLAIN, page="javascript:alert(1)")),
    (feed.LANGUAGE, replace(PLAIN, language="en_GB")),
    (feed.SIZE, replace(PLAIN, entries=tuple(
        ENTRIES[2]._replace(id=f"urn:{number}", link=f"https://feeds.example/{number}", content="x" * 240_000)
        for number in range(5)
    ))),
]  # fmt: skip
BROKEN_ENTRIES: list[tuple[Rule, dict[str, object]]] = [
    (feed.TEXT, {"summary": "a\x0bb"}),
    (feed.TEXT, {"summary": "\udfff"}),
    (feed.ADDRESS, {"link": "entries/2"}),
    (feed.ADDRESS, {"link": "https:///entries/2"}),
    (feed.ADDRESS, {"link": "https://feeds.example/entries 2"}),
    (feed.UNIQUE_ID, {"id": ENTRIES[0].id}),
    (feed.UNIQUE_LINK, {"link": ENTRIES[0].link}),
    (feed.ORDER, {"published": NEWEST, "updated": NEWEST}),
    (feed.FUTURE, {"updated": LATER + timedelta(seconds=1)}),
    (feed.UPDATED, {"updated": NEWEST - timedelta(days=9)}),
    (feed.PLAIN_TITLE, {"title": ""}),
    (feed.PLAIN_TITLE, {"title": "\u3000"}),
    (feed.PLAIN_TITLE, {"title": "Fish\nand chips"}),
    (feed.PLAIN_TITLE, {"title": "Fish\x85and chips"}),
    (feed.PLAIN_TITLE, {"title": "Fish &amp; chips"}),
    (feed.PLAIN_TITLE, {"title": "Fish &#39;n&#x27; chips"}),
    (feed.PLAIN_TITLE, {"title": "<b>Fish</b> and chips"}),
    (feed.PLAIN_TITLE, {"title": "Fish and chips " * 40}),
    (feed.LANGUAGE, {"language": "en-"}),
    (feed.CONTENT_ADDRESS, {"content": "<p>See <a class=x href='pier.html'>the pier</a></p>"}),
    (feed.CONTENT_ADDRESS, {"content": '<p><img alt="" src=//other.example/x.png></p>'}),
    (feed.CONTENT_ADDRESS, {"content": '<a\nhref="">here</a>'}),
    (feed.SIZE, {"content": "x" * 250_001}),
]


@pytest.mark.parametrize(("rule", "ill"), BROKEN)
def test_a_feed_is_found_to_break_one_rule(rule: Rule, ill: Feed) -> None:
    (finding,) = examine(ill, LATER)
    assert (finding.rule, finding.section, finding.grade, finding.entry_id) == (
        rule.name, rule.section, rule.grade, None
    )  # fmt: skip


@pytest.mark.parametrize(("rule", "values"), BROKEN_ENTRIES)
def test_an_entry_is_found_to_break_one_rule(rule: Rule, values: dict[str, object]) -> None:
    ill = changed(**values)
    ill = replace(ill, entries=(PLAIN.entries[0], *ill.entries[1:]))
    (finding,) = examine(ill, LATER)
    assert (finding.rule, finding.section, finding.grade, finding.entry_id) == (
        rule.name, rule.section, rule.grade, ill.entries[1].id
    )  # fmt: skip


def test_every_rule_of_a_feed_is_broken_once() -> None:
    assert {rule for rule, _ in (*BROKEN, *BROKEN_ENTRIES)} == {*feed.RULES} - {feed.WRITABLE}


def test_a_good_feed_has_no_findings() -> None:
    assert examine(PLAIN, LATER) == ()


@pytest.mark.parametrize(
    "content",
    [
        '<a href="https://pier.example/">pier</a> <img src="data:image/gif;base64,R0"> <a href="mailto:a@b.example">',
        '<a href="#foot">1</a>',
        "<p>He wrote &lt;a href=pier.html&gt; into his src = file.</p>",
        '<a title="src=x" href="https://pier.example/?href=y">pier</a>',
    ],
)
def test_addresses_that_lead_to_one_place_are_no_finding(content: str) -> None:
    assert examine(replace(PLAIN, entries=(PLAIN.entries[0]._replace(content=content),)), LATER) == ()


@pytest.mark.parametrize(
    "title",
    ["5 < 6 & 7 > 6", "AT&T; or not", "R&D", "a<b", "خبر عاجل: القمر 🌕 𝔄", "می\u200cخواهم", "soft\u00adhyphen", "<3"],
)
def test_a_title_that_is_only_unusual_is_plain(title: str) -> None:
    assert [
        finding.reason for finding in examine(changed(title=title), LATER) if finding.entry_id == ENTRIES[1].id
    ] == (["the title holds what looks like markup: '&T;'"] if title == "AT&T; or not" else [])


def test_what_cannot_be_written_is_a_finding() -> None:
    (finding,) = unwritten(Rendered(b"", (("urn:uuid:1", "thorns"),)))
    assert (finding.rule, finding.entry_id, finding.reason) == ("feed.writable", "urn:uuid:1", "left out: thorns")


@given(feeds())
def test_nothing_that_is_rendered_is_invalid(any_feed: Feed) -> None:
    for output in FORMATS.values():
        assert invalid(check(output.media_type, output.render(any_feed).body)) == ()


@given(feeds())
def test_any_feed_is_examined(any_feed: Feed) -> None:
    named = {entry.id for entry in any_feed.entries} | {None}
    assert {finding.entry_id for finding in examine(any_feed, datetime.now(UTC))} <= named


@pytest.fixture
def _restless_threads() -> Iterator[None]:
    """Threads that take turns so often that a race of a few instructions is lost in each run."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_restless_threads")
@pytest.mark.parametrize(
    ("kind", "of_the_feed", "of_an_entry"),
    [
        ("atom", (b"<title>Harbour", b'<title type="x">Harbour'), (b"<title>Ferries", b'<title type="x">Ferries')),
        ("rss", (b"<title>Harbour", b"<mood/><title>Harbour"), (b"<title>Ferries", b"<title>B</title><title>Ferries")),
    ],
)
def test_threads_do_not_hear_of_one_another_s_findings(
    kind: str, of_the_feed: tuple[bytes, bytes], of_an_entry: tuple[bytes, bytes]
) -> None:
    right = (DOCUMENTS / f"{kind}.sound.xml").read_bytes()
    bodies = [right, right.replace(*of_the_feed), right.replace(*of_an_entry)]

    def found_in(body: bytes) -> tuple[Finding, ...]:
        return check(MEDIA_TYPES[kind], body)

    alone = [found_in(body) for body in bodies]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(found_in, bodies * 400))
    assert [len(each) for each in alone] == [0, 1, 1]
    assert found == alone * 400


def sounded(output: OutputFormat, ill: Feed, spoil: Callable[[bytes], bytes] = lambda body: body) -> Rendered:
    def render(each: Feed) -> Rendered:
        rendered = output.render(each)
        return replace(rendered, body=spoil(rendered.body))

    return sound(ill, output.media_type, render)


@pytest.mark.parametrize("suffix", ["rss", "json"])
def test_an_entry_that_would_make_a_feed_invalid_is_left_out(suffix: str) -> None:
    rendered = sounded(FORMATS[suffix], changed(link="/entries/2"))
    assert rendered.body == FORMATS[suffix].render(replace(FEED, entries=(ENTRIES[0], ENTRIES[2]))).body
    ((entry_id, reason),) = rendered.left_out
    assert entry_id == ENTRIES[1].id
    assert "'/entries/2'" in reason
    assert "2.0" in reason if suffix == "rss" else "1.1" in reason


def test_what_could_not_be_written_is_told_beside_what_would_be_invalid() -> None:
    unwritable: FeedEntry = ENTRIES[2]._replace(title="\ud800")
    ill = replace(FEED, entries=(ENTRIES[0], ENTRIES[1]._replace(link="/entries/2"), unwritable))
    rendered = sounded(FORMATS["rss"], ill)
    assert {entry_id for entry_id, _ in rendered.left_out} == {ENTRIES[1].id, ENTRIES[2].id}


@every_format
def test_a_feed_that_is_invalid_as_a_whole_is_refused(output: OutputFormat) -> None:
    with pytest.raises(RenderingError, match=r"feeds/news as application/.* would be invalid: .*well-formed"):
        sounded(output, FEED, lambda body: body[:-9])


def test_a_feed_of_which_nothing_would_be_left_is_refused() -> None:
    ill = replace(FEED, entries=tuple(entry._replace(link="entries") for entry in ENTRIES))
    with pytest.raises(RenderingError, match=r"urn:uuid:.*1: <link> is 'entries'.*“Comments”"):
        sounded(FORMATS["rss"], ill)


def test_an_invalid_list_of_feeds_is_refused() -> None:
    body = (DOCUMENTS / "opml.sound.xml").read_bytes()
    assert checked(body, MEDIA_TYPES["opml"]) is body
    with pytest.raises(RenderingError, match="“Text attribute”"):
        checked((DOCUMENTS / "opml.text.xml").read_bytes(), MEDIA_TYPES["opml"])
