from dataclasses import replace
from html import unescape
from typing import Any

import feedparser
import pytest
from hypothesis import given

from aggregator.feed import Author, Feed
from aggregator.publishing.doctor import atom
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.formats.xmlfeeds import FORMATS
from tests.publishing.rules import NAMES, XML_LANG, attributes, check_atom, check_rss, texts, the_text
from tests.publishing.samples import BARE, ENTRIES, FEED, feeds

RSS: OutputFormat
ATOM: OutputFormat
RSS, ATOM = FORMATS

both = pytest.mark.parametrize("output", FORMATS, ids=lambda output: output.suffix)


@both
def test_begins_with_an_xml_declaration(output: OutputFormat) -> None:
    assert output.render(FEED).body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")


@both
def test_each_entry_begins_a_line(output: OutputFormat) -> None:
    lines = output.render(FEED).body.decode().splitlines()
    assert sum(line.strip().startswith(("<item>", "<entry")) for line in lines) == len(ENTRIES)


def test_rss_says_of_the_channel_what_the_feed_says() -> None:
    channel = check_rss(RSS.render(FEED).body)
    assert the_text(channel, "title") == "News & <views>"
    assert the_text(channel, "link") == "https://feeds.example/feeds/news.html"
    assert the_text(channel, "description") == "What happened & why"
    assert the_text(channel, "language") == "en"
    assert the_text(channel, "copyright") == "© 2024 Ada & friends"
    assert the_text(channel, "managingEditor") == "ada@example.org (Ada Lovelace)"
    assert the_text(channel, "generator") == "aggregator"
    assert the_text(channel, "lastBuildDate") == "Thu, 29 Feb 2024 18:30:05 +0000"
    assert texts(channel, "pubDate") == []
    (self_link,) = channel.iterfind("a:link", NAMES)
    assert attributes(self_link) == {
        "href": "https://feeds.example/feeds/news.rss",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_rss_says_of_each_item_what_its_entry_says() -> None:
    channel = check_rss(RSS.render(FEED).body)
    assert texts(channel, "item/guid") == [entry.id for entry in ENTRIES]
    assert texts(channel, "item/title") == [entry.title for entry in ENTRIES]
    assert texts(channel, "item/link") == [entry.link for entry in ENTRIES]
    assert texts(channel, "item/pubDate")[0] == "Tue, 27 Feb 2024 18:30:05 +0000"
    assert texts(channel, "item/dc:creator") == ["Ada Lovelace"] * 3


def test_rss_describes_an_entry_by_its_summary_or_else_by_its_title() -> None:
    channel = check_rss(RSS.render(FEED).body)
    # As HTML, which is what readers take a description for: the summary's own signs are escaped once more.
    assert texts(channel, "item/description") == [
        "Fish &amp; chips &lt; 5 € — “quoted” text",
        ENTRIES[1].summary,
        "Only a title",
    ]
    assert texts(channel, "item/content:encoded") == [ENTRIES[0].content, ENTRIES[1].content]


def test_rss_of_a_bare_feed_is_valid_and_described_by_its_title() -> None:
    channel = check_rss(RSS.render(BARE).body)
    assert the_text(channel, "description") == "Bare"
    assert texts(channel, "item") + texts(channel, "managingEditor") + texts(channel, "copyright") == []


def test_atom_says_of_the_feed_what_the_feed_says() -> None:
    feed = check_atom(ATOM.render(FEED).body)
    assert feed.get(XML_LANG) == "en"
    assert the_text(feed, "a:id") == FEED.id
    assert the_text(feed, "a:title") == "News & <views>"
    assert the_text(feed, "a:subtitle") == "What happened & why"
    assert the_text(feed, "a:updated") == "2024-02-29T18:30:05+00:00"
    assert the_text(feed, "a:author/a:name") == "Ada Lovelace"
    assert the_text(feed, "a:author/a:email") == "ada@example.org"
    assert the_text(feed, "a:rights") == "© 2024 Ada & friends"
    (generator,) = feed.iterfind("a:generator", NAMES)
    assert (generator.text, attributes(generator)) == ("aggregator", {})
    assert [attributes(link) for link in feed.iterfind("a:link", NAMES)] == [
        {"href": "https://feeds.example/feeds/news.atom", "rel": "self", "type": "application/atom+xml"},
        {"href": "https://feeds.example/feeds/news.html", "rel": "alternate", "type": "text/html"},
    ]


def test_atom_says_of_each_entry_what_the_entry_says() -> None:
    feed = check_atom(ATOM.render(FEED).body)
    assert texts(feed, "a:entry/a:id") == [entry.id for entry in ENTRIES]
    assert texts(feed, "a:entry/a:title") == [entry.title for entry in ENTRIES]
    assert texts(feed, "a:entry/a:published") == [entry.published.isoformat() for entry in ENTRIES]
    assert texts(feed, "a:entry/a:updated") == [entry.updated.isoformat() for entry in ENTRIES]
    assert texts(feed, "a:entry/a:summary") == [ENTRIES[0].summary, ENTRIES[1].summary]
    assert texts(feed, "a:entry/a:content") == [ENTRIES[0].content, ENTRIES[1].content]
    assert {content.get("type") for content in feed.iterfind("a:entry/a:content", NAMES)} == {"html"}
    assert [attributes(link) for link in feed.iterfind("a:entry/a:link", NAMES)] == [
        {"href": entry.link, "rel": "alternate"} for entry in ENTRIES
    ]


def test_atom_names_the_language_of_an_entry_only_where_it_is_not_the_feed_s() -> None:
    feed = check_atom(ATOM.render(FEED).body)
    assert [entry.get(XML_LANG) for entry in feed.iterfind("a:entry", NAMES)] == [None, "ar", None]


def test_atom_of_a_bare_feed_is_valid() -> None:
    feed = check_atom(ATOM.render(BARE).body)
    assert texts(feed, "a:subtitle") + texts(feed, "a:rights") + texts(feed, "a:author/a:email") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<title>", "<titel>"),
        ("<id>", "<id xmlns='urn:another'>"),
        ("2024-02-29T18:30:05+00:00", "Thu, 29 Feb 2024 18:30:05 +0000"),
        ('type="html"', 'type="CDATA"'),
        ('xml:lang="ar"', 'xml:lang="العربية"'),
        ("ada@example.org", "nobody"),
        ('type="text/html"', 'type="html"'),
        ("<published>", "<published/><published>"),
    ],
)
def test_the_schema_refuses_what_the_rfc_does(right: str, wrong: str) -> None:
    body = ATOM.render(FEED).body.decode()
    assert right in body
    broken = body.replace(right, wrong).replace("</title>", "</titel>" if wrong == "<titel>" else "</title>")
    assert "atom.schema" in {finding.rule for finding in atom.check(broken.encode())}


@both
def test_a_title_is_escaped_exactly_once(output: OutputFormat) -> None:
    assert b"<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; co</title>" in output.render(FEED).body


def parsed_by_feedparser(body: bytes) -> Any:  # noqa: ANN401 (feedparser is published without types)
    parsed = feedparser.parse(body, sanitize_html=False)
    assert parsed.bozo is False
    return parsed


@both
def test_feedparser_reads_what_was_written(output: OutputFormat) -> None:
    parsed = parsed_by_feedparser(output.render(FEED).body)
    assert (parsed.feed.title, parsed.feed.link) == (FEED.title, FEED.page)
    assert parsed.feed.updated_parsed == FEED.updated.utctimetuple()
    assert [entry.id for entry in parsed.entries] == [entry.id for entry in ENTRIES]
    assert [entry.title for entry in parsed.entries] == [entry.title for entry in ENTRIES]
    assert [entry.link for entry in parsed.entries] == [entry.link for entry in ENTRIES]
    assert [entry.published_parsed for entry in parsed.entries] == [e.published.utctimetuple() for e in ENTRIES]
    # feedparser closes void elements when it reads HTML.
    assert [entry.content[0].value for entry in parsed.entries if "content" in entry] == [
        entry.content.replace("<br>", "<br />") for entry in ENTRIES if entry.content
    ]


def test_feedparser_finds_the_author_in_each_rss_item_and_in_the_atom_feed() -> None:
    items = parsed_by_feedparser(RSS.render(FEED).body).entries
    assert [item.author for item in items] == ["Ada Lovelace"] * 3
    feed = parsed_by_feedparser(ATOM.render(FEED).body).feed
    assert feed.author_detail == {"name": "Ada Lovelace", "email": "ada@example.org"}


@both
def test_feedparser_reads_an_empty_feed(output: OutputFormat) -> None:
    assert parsed_by_feedparser(output.render(BARE).body).entries == []


@both
def test_an_entry_with_a_character_that_xml_forbids_is_left_out(output: OutputFormat) -> None:
    control = ENTRIES[0]._replace(id="urn:uuid:control", summary="a\x0bb")
    rendered = output.render(replace(FEED, entries=(*ENTRIES, control)))
    assert rendered.body == output.render(FEED).body
    assert [entry_id for entry_id, _ in rendered.left_out] == ["urn:uuid:control"]


@both
def test_a_bug_in_what_it_is_given_stays_loud(output: OutputFormat) -> None:
    broken = ENTRIES[0]._replace(title=7)  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError)):
        output.render(replace(FEED, entries=(broken,)))


@given(feeds())
def test_any_atom_feed_is_valid_and_holds_its_texts(feed: Feed) -> None:
    rendered = ATOM.render(feed)
    assert rendered.left_out == ()
    written = check_atom(rendered.body)
    assert the_text(written, "a:title") == feed.title
    assert texts(written, "a:subtitle") == [feed.description] * bool(feed.description)
    assert the_text(written, "a:author/a:name") == feed.author.name
    assert texts(written, "a:entry/a:title") == [entry.title for entry in feed.entries]
    assert texts(written, "a:entry/a:summary") == [entry.summary for entry in feed.entries if entry.summary]
    assert texts(written, "a:entry/a:content") == [entry.content for entry in feed.entries if entry.content]


@given(feeds())
def test_any_rss_feed_is_valid_and_holds_its_texts(feed: Feed) -> None:
    rendered = RSS.render(feed)
    assert rendered.left_out == ()
    channel = check_rss(rendered.body)
    assert the_text(channel, "title") == feed.title
    assert the_text(channel, "description") == (feed.description or feed.title)
    assert texts(channel, "item/title") == [entry.title for entry in feed.entries]
    assert list(map(unescape, texts(channel, "item/description"))) == [
        entry.summary or entry.title for entry in feed.entries
    ]
    assert texts(channel, "item/content:encoded") == [entry.content for entry in feed.entries if entry.content]
    assert texts(channel, "item/dc:creator") == [feed.author.name] * len(feed.entries)


def test_an_author_without_an_address_is_still_named() -> None:
    feed = replace(FEED, author=Author("Ada Lovelace"))
    assert texts(check_rss(RSS.render(feed).body), "managingEditor") == []
    assert texts(check_rss(RSS.render(feed).body), "item/dc:creator") == ["Ada Lovelace"] * 3
    assert the_text(check_atom(ATOM.render(feed).body), "a:author/a:name") == "Ada Lovelace"


@both
def test_names_its_hubs_beside_itself(output: OutputFormat) -> None:
    hubs = ("https://hub.example/?a=1&b=2", "https://other.example/")
    body = output.render(replace(FEED, hubs=hubs)).body
    root = check_atom(body) if output is ATOM else check_rss(body)
    links = [(link.get("rel"), link.get("href")) for link in root.iterfind("a:link", NAMES)]
    assert [link for link in links if link[0] == "hub"] == [("hub", hub) for hub in hubs]
    assert ("self", f"{FEED.address}.{output.suffix}") in links
