"""The doctor before publishing: as a command, and at the press. A store is spoilt by hand where no file can do it."""

import json
import logging
import sqlite3

import pytest

import aggregator.feed
from aggregator.errors import RenderingError
from aggregator.feed import Limits
from aggregator.publishing.format import discover
from aggregator.publishing.press import Press
from tests.scanner import A, B, C, Scanner
from tests.sites import Site, digest
from tests.terminals import HOSTILE, on_a_terminal

LATER = "Apples in 2199\n\n1 January 2199\n\nThey are red.\n\nRead more\n"


def spoil(site: Site, statement: str, *values: object) -> None:
    """Change what is stored, as no scan would, and have it noticed."""
    with sqlite3.connect(site.store) as connection:
        assert connection.execute(statement, values).rowcount > 0
        connection.execute("UPDATE sources SET version = version + 1")
        connection.execute("UPDATE state SET version = version + 1")
    connection.close()


@pytest.fixture
def scanned(site: Site) -> Site:
    site.put("fruit/apples.txt", digest(A, B))
    site.put("plums.txt", digest(C))
    site.report("scan")
    return site


def test_all_is_well_with_what_was_scanned(scanned: Site) -> None:
    done = scanned.run("doctor")
    assert (done.returncode, done.stdout, done.stderr) == (0, "4 feed(s), 13 documents: all well\n", "")
    assert scanned.report("doctor") == {"feeds": 4, "documents": 13, "findings": []}


def test_all_is_well_before_the_first_scan(site: Site) -> None:
    assert site.report("doctor") == {"feeds": 1, "documents": 4, "findings": []}


def test_what_is_invalid_is_told_with_its_file_line_and_title(scanned: Site) -> None:
    spoil(scanned, "UPDATE entries SET link = '/pears' WHERE title = 'Pears ripen'")
    done = scanned.run("doctor")
    assert done.returncode == 1
    *lines, last = done.stdout.splitlines()
    cause = "fruit/apples.txt:7 “Pears ripen”: "
    link = "is '/pears', not an absolute address of the web (rss.link: RSS 2.0, “Comments”)"
    assert f"invalid: /feeds/fruit/apples.rss: {cause}<link> {link}" in lines
    assert f"invalid: /feeds.rss: {cause}<link> {link}" in lines
    assert {line.split(": ")[1] for line in lines} == {
        f"/feeds{name}{suffix}" for name in ("", "/fruit", "/fruit/apples") for suffix in ("", ".rss", ".atom", ".json")
    }
    assert last == "4 feed(s), 13 documents: 9 invalid, 3 questionable"


def test_json_has_exactly_these_keys(scanned: Site) -> None:
    spoil(scanned, "UPDATE entries SET link = '/pears' WHERE title = 'Pears ripen'")
    done = scanned.run("doctor", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report.keys() == {"feeds", "documents", "findings"}
    (finding,) = [each for each in report["findings"] if each["path"] == "/feeds/fruit/apples.json"]
    assert finding == {
        "path": "/feeds/fruit/apples.json",
        "grade": "invalid",
        "rule": "json.item-address",
        "section": "JSON Feed 1.1, “Items”",
        "reason": "url '/pears' is not an absolute address of the web",
        "entry": finding["entry"],
        "file": "fruit/apples.txt",
        "line": 7,
        "title": "Pears ripen",
    }
    assert finding["entry"].startswith("urn:uuid:")


def test_what_is_only_questionable_is_told_and_no_failure(scanned: Site) -> None:
    scanned.put("later.txt", LATER)
    scanned.report("scan")
    spoil(scanned, "UPDATE entries SET published = 7226582400, updated = 7226582400 WHERE title LIKE 'Apples in%'")
    done = scanned.run("doctor")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"questionable: /feeds{name}: later.txt:1 “Apples in 2199”: 2199-01-01T00:00:00+00:00 lies in the future"
        " (feed.future: RFC 4287, section 4.2.9)"
        for name in ("", "/later")
    ] + ["5 feed(s), 16 documents: 2 questionable"]


def test_a_feed_that_is_ill_itself_is_told_without_a_place(scanned: Site) -> None:
    spoil(scanned, "UPDATE sources SET language = 'no language' WHERE path = 'plums.txt'")
    done = scanned.run("doctor")
    assert done.returncode == 1
    assert "invalid: /feeds/plums.atom: " in done.stdout
    assert "questionable: /feeds/plums.rss: <language> is 'no language'" in done.stdout
    assert "questionable: /feeds.opml: 'no language' is not a language tag" in done.stdout


def test_what_cannot_be_written_at_all_is_told(scanned: Site) -> None:
    spoil(scanned, "UPDATE sources SET title = char(1) WHERE path = 'plums.txt'")
    spoil(scanned, "UPDATE entries SET text = char(2) WHERE title = 'Pears ripen'")
    done = scanned.run("doctor")
    assert done.returncode == 1
    assert "invalid: /feeds/plums.rss: RSS cannot be written for the feed" in done.stdout
    assert "invalid: /feeds.opml: the list of feeds 'Harbour news' cannot be written" in done.stdout
    assert "invalid: /feeds/fruit/apples.rss: fruit/apples.txt:7 “Pears ripen”: left out: " in done.stdout


@pytest.mark.parametrize("moment", [10**14, -(10**14)])
def test_a_date_that_no_calendar_has_is_examined_as_any_other(scanned: Site, moment: int) -> None:
    spoil(scanned, "UPDATE entries SET updated = ? WHERE title = 'Pears ripen'", moment)
    spoil(scanned, "UPDATE entries SET withdrawn = ? WHERE title = 'Apples ripen'", moment)
    done = scanned.run("doctor")
    assert done.stderr == ""
    wrong = "lies in the future" if moment > 0 else "before it was published"
    assert any("fruit/apples.txt:7 “Pears ripen”: " in line and wrong in line for line in done.stdout.splitlines())


def test_a_title_does_not_reach_the_terminal_as_it_is(scanned: Site) -> None:
    spoil(scanned, "UPDATE entries SET title = ?, link = '/x' WHERE title = 'Pears ripen'", HOSTILE)
    done = scanned.run("doctor")
    assert done.returncode == 1
    assert "\\x1b[31mred" in done.stdout
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.stdout)


def test_a_terminal_sees_how_far_it_is(scanned: Site) -> None:
    shown = on_a_terminal(scanned, "doctor")
    assert "Examining" in shown
    assert "4/4" in shown
    assert "4 feed(s), 13 documents: all well" in shown


@pytest.fixture
def press(scanner: Scanner) -> Press:
    described = aggregator.feed.Site("Garden news", "", "https://news.example", "en")
    scanner.put("fruit.txt", A, B)
    scanner.scan()
    return Press(scanner.store, described, Limits(50, 512_000), discover(), 1_000_000)


def test_a_feed_that_would_turn_invalid_keeps_its_last_good_copy(
    scanner: Scanner, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    good = press.named("fruit", "atom")
    spoil(scanner.site, "UPDATE sources SET language = 'no language'")
    assert press.named("fruit", "atom") is good
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert "feeds/fruit as application/atom+xml would be invalid: " in str(record.exc_info[1])
    assert "(atom.schema: RFC 4287, appendix B)" in str(record.exc_info[1])

    spoil(scanner.site, "UPDATE sources SET language = 'en'")
    assert press.named("fruit", "atom") is not good


def test_a_feed_that_was_never_valid_is_not_answered(
    scanner: Scanner, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(scanner.site, "UPDATE sources SET language = 'no language'")
    for _ in range(3):
        with pytest.raises(RenderingError, match="would be invalid"):
            press.named("fruit", "atom")
    (record,) = caplog.records  # once, however many readers ask
    assert (
        record.getMessage() == "/feeds/fruit.atom cannot be rendered; there is no earlier copy until it changes again"
    )
    assert "(atom.schema: RFC 4287, appendix B)" in str(record.exc_info and record.exc_info[1])


def test_an_article_that_would_make_a_feed_invalid_is_left_out_and_reported(
    scanner: Scanner, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(scanner.site, "UPDATE entries SET link = '/pears' WHERE title = 'Pears ripen'")
    body = press.combined("rss").body.decode()
    assert "Apples ripen" in body
    assert "Pears ripen" not in body
    (record,) = caplog.records
    assert record.getMessage().startswith("https://news.example/feeds.rss: urn:uuid:")
    assert record.getMessage().endswith(
        "is left out: <link> is '/pears', not an absolute address of the web (RSS 2.0, “Comments”)"
    )


def test_an_invalid_list_of_feeds_is_not_answered(scanner: Scanner) -> None:
    nowhere = aggregator.feed.Site("Garden news", "", "", "en")
    with pytest.raises(RenderingError, match=r"opml\.address: OPML 2\.0, “Subscription lists”"):
        Press(scanner.store, nowhere, Limits(50, 512_000), discover(), 1_000_000).outline()


def test_a_scan_looks_at_the_feeds_that_it_changed_and_at_no_others(scanned: Site) -> None:
    spoil(scanned, "UPDATE sources SET title = '' WHERE path = 'plums.txt'")
    scanned.put("fruit/pears.txt", digest(("<b>Pears</b> & co", "They are green.")))
    report = scanned.report("scan")
    assert report["examined"] == {"feeds": 3, "of": 3}  # of all, of the folder, of the file
    markup = [each for each in report["findings"] if each["rule"] == "feed.plain-title"]
    assert [(each["path"], each["file"], each["line"], each["title"]) for each in markup] == [
        ("/feeds", "fruit/pears.txt", 1, "<b>Pears</b> & co")
    ]
    assert scanned.report("scan")["examined"] == {"feeds": 0, "of": 0}


def test_an_article_that_its_html_makes_too_long_is_told(scanned: Site) -> None:
    scanned.put("fruit/pears.txt", digest(("Pears", "& " * 40_000), ("Quinces", "a " * 60_000)))
    (found,) = (each for each in scanned.report("scan")["findings"] if each["rule"] == "feed.size")
    assert (found["file"], found["title"]) == ("fruit/pears.txt", "Pears")
    assert found["reason"] == "the entry has 320,010 characters, more than 250,000"


def test_a_scan_names_what_it_found_and_what_it_left_to_the_doctor(scanned: Site) -> None:
    scanned.put("fruit/pears.txt", digest(("<b>Pears</b>", "They are green.")))
    told = scanned.run("scan").stdout
    assert "Doctor:  questionable: /feeds: fruit/pears.txt:1 “<b>Pears</b>”: the title holds what" in told
    assert told.count("Doctor:") == 1
    for number in range(30):
        scanned.put(f"{number}.txt", digest((f"Title {number} <i>", f"Text {number}.")))
    told = scanned.run("scan").stdout
    assert "Doctor:  6 more feed(s) have changed; `aggregator doctor` looks at all of them" in told
    # What is wrong with an article is told wherever it stands.
    assert told.count(" <i>”: the title holds what") == 30


def test_what_has_left_its_feed_for_an_archive_document_is_looked_at_there(site: Site) -> None:
    site.configure(feed={"entries": 2}, input={"private": ["secret*"]})
    site.put("secret.txt", digest(A, B, C))
    site.put("open.txt", digest(A, B, C))
    site.report("scan")
    # Three feeds; of each, one article has moved to an archive document.
    assert site.report("doctor") == {"feeds": 3, "documents": 19, "findings": []}
    spoil(site, "UPDATE entries SET link = '/plums' WHERE title = 'Plums ripen'")  # the last, and so the oldest
    done = site.run("doctor", "--json")
    assert done.returncode == 1
    findings = [each for each in json.loads(done.stdout)["findings"] if each["rule"] == "atom.link"]
    assert {(each["path"], each["file"], each["line"], each["title"]) for each in findings} == {
        (f"/archives/feeds{feed}/1.atom", file, 13, "Plums ripen")
        for feed, file in (("", "open.txt"), ("/open", "open.txt"), ("/secret", "secret.txt"))
    }


def test_folders_and_tags_have_feeds_to_be_looked_at_too(scanned: Site) -> None:
    scanned.put("fruit/pears.txt", "Pears\n\nThey are green.\n\nTags: <i>green</i>\n\nRead more\n")
    scanned.report("scan")
    spoil(scanned, "UPDATE tags SET label = char(1)")
    assert "invalid: /tags/i-green-i.rss: " in scanned.run("doctor").stdout
