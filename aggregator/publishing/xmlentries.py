"""Items of RSS and entries of Atom as bytes, by themselves: the very bytes that feedgen has lxml write, at once.

feedgen makes some twenty objects of an entry and lxml as many again, which was most of what a feed cost that was
written for the first time. How an entry looks is for `formats/xmlfeeds.py` to say, which has feedgen write it where
anything is out of the ordinary; `tests/publishing/test_xmlentries.py` holds the two together.
"""

from collections.abc import Callable
from html import escape
from typing import Final

from aggregator.feed import EntrySource, Feed, FeedEntry
from aggregator.publishing.moments import mail_date, timestamps

RSS: Final = "application/rss+xml"
ATOM: Final = "application/atom+xml"

#: What XML 1.0, section 2.2, forbids, but for lone surrogates, which cannot be encoded.
_CONTROLS: Final = bytes({*range(0x20)} - {*b"\t\n\r"})
_NO_CHARACTERS: Final = "\ufffe\uffff"


def rss_items(feed: Feed) -> bytes | None:
    """All items of a feed as they stand in its channel; None where one is out of the ordinary."""
    creator = _text(feed.author.name)
    return _ordinary(feed, lambda entry: _item(entry, creator))


def atom_entries(feed: Feed) -> bytes | None:
    """All entries of a feed as they stand in it; None where one is out of the ordinary."""
    return _ordinary(feed, lambda entry: _entry(entry, feed.language))


def _ordinary(feed: Feed, write: Callable[[FeedEntry], str]) -> bytes | None:
    """What is written of each entry, unless one lacks what the formats ask for, or holds what XML forbids."""
    if not all(entry.id and entry.title and entry.link for entry in feed.entries):
        return None
    text = "".join(map(write, feed.entries))
    if any(character in text for character in _NO_CHARACTERS):
        return None
    try:
        written = text.encode()
    except UnicodeEncodeError:
        return None
    return written if len(written.translate(None, _CONTROLS)) == len(written) else None


def _item(entry: FeedEntry, creator: str) -> str:
    content = f"\n      <content:encoded>{_text(entry.content)}</content:encoded>" if entry.content else ""
    tags = "".join([f"\n      <category>{_text(tag)}</category>" for tag in entry.tags])
    sources = "".join([
        f'\n      <source url="{_value(source.address)}.rss">{_text(source.title)}</source>'
        for source in entry.sources[:1]
    ])  # fmt: skip
    others = "".join([f"\n      <atom:link {_via(source, RSS, 'rss')}/>" for source in entry.sources[1:]])
    return (
        "\n    <item>"
        f"\n      <title>{_text(entry.title)}</title>"
        f"\n      <link>{_text(entry.link)}</link>"
        f"\n      <description>{_text(escape(entry.summary or entry.title, quote=False))}</description>{content}"
        f'\n      <guid isPermaLink="false">{_text(entry.id)}</guid>{tags}{sources}{others}'
        f"\n      <pubDate>{mail_date(entry.published)}</pubDate>"
        f"\n      <dc:creator>{creator}</dc:creator>"
        "\n    </item>"
    )


def _entry(entry: FeedEntry, feed_language: str) -> str:
    language = f' xml:lang="{_value(entry.language)}"' if entry.language != feed_language else ""
    content = f'\n    <content type="html">{_text(entry.content)}</content>' if entry.content else ""
    summary = f"\n    <summary>{_text(entry.summary)}</summary>" if entry.summary else ""
    tags = "".join([f'\n    <category term="{_value(tag)}"/>' for tag in entry.tags])
    published, updated = timestamps(entry)
    sources = "".join([_source(source, updated) for source in entry.sources[:1]])
    others = "".join([f"\n    <link {_via(source, ATOM, 'atom')}/>" for source in entry.sources[1:]])
    return (
        f"\n  <entry{language}>"
        f"\n    <id>{_text(entry.id)}</id>"
        f"\n    <title>{_text(entry.title)}</title>"
        f"\n    <updated>{updated}</updated>{content}"
        f'\n    <link href="{_value(entry.link)}" rel="alternate"/>{summary}{tags}'
        f"\n    <published>{published}</published>{sources}{others}"
        "\n  </entry>"
    )


def _source(source: EntrySource, updated: str) -> str:
    return (
        "\n    <source>"
        f"\n      <id>{_text(source.id)}</id>"
        f"\n      <title>{_text(source.title)}</title>"
        f"\n      <updated>{updated}</updated>"
        f'\n      <link rel="self" type="{ATOM}" href="{_value(source.address)}.atom"/>'
        "\n    </source>"
    )


def _via(source: EntrySource, media_type: str, suffix: str) -> str:
    return f'rel="via" type="{media_type}" href="{_value(source.address)}.{suffix}" title="{_value(source.title)}"'


def _text(text: str) -> str:
    """As libxml2 writes a text: a carriage return would come back as a line break (XML 1.0, section 2.11)."""
    # Most of an entry's texts hold nothing to be escaped, which is told in a third of the time.
    if "&" in text or "<" in text or ">" in text:
        text = escape(text, quote=False)
    return text.replace("\r", "&#13;") if "\r" in text else text


def _value(text: str) -> str:
    """As libxml2 writes the value of an attribute, in which no white space but spaces would come back."""
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
