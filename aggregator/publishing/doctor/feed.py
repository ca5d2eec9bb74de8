"""A feed as a value, before any format has seen it: a few microseconds an entry, so that each scan can afford it."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from aggregator.feed import Feed, FeedEntry, Rendered
from aggregator.publishing.doctor.grammar import is_language_tag, is_web_address
from aggregator.publishing.doctor.rules import Finding, Grade, Rule

TITLE: Final = Rule("feed.title", "RSS 2.0, “Required channel elements”")
TEXT: Final = Rule("feed.text", "XML 1.0, section 2.2")
ADDRESS: Final = Rule("feed.address", "RSS 2.0, “Comments”")
UNIQUE_ID: Final = Rule("feed.unique-id", "JSON Feed 1.1, “Items”")
UNIQUE_LINK: Final = Rule("feed.unique-link", "docs/decisions.md, “Identity and dates”", Grade.QUESTIONABLE)
ORDER: Final = Rule("feed.order", "docs/decisions.md, “Identity and dates”", Grade.QUESTIONABLE)
FUTURE: Final = Rule("feed.future", "RFC 4287, section 4.2.9", Grade.QUESTIONABLE)
UPDATED: Final = Rule("feed.updated", "RFC 4287, section 4.2.15", Grade.QUESTIONABLE)
PLAIN_TITLE: Final = Rule("feed.plain-title", "JSON Feed 1.1, “Items”", Grade.QUESTIONABLE)
LANGUAGE: Final = Rule("feed.language", "RFC 5646, section 2.1", Grade.QUESTIONABLE)
WRITABLE: Final = Rule("feed.writable", "docs/decisions.md, “Publishing and serving”")
CONTENT_ADDRESS: Final = Rule("feed.content-address", "RSS Best Practices Profile, “description”", Grade.QUESTIONABLE)
SIZE: Final = Rule("feed.size", "JSON Feed 1.1, “Suggestions for Publishers”", Grade.QUESTIONABLE)

RULES: Final = (
    TITLE, TEXT, ADDRESS, UNIQUE_ID, UNIQUE_LINK, ORDER, FUTURE, UPDATED, PLAIN_TITLE, CONTENT_ADDRESS, LANGUAGE,
    WRITABLE, SIZE,
)  # fmt: skip

#: Characters in all entries of a feed, and in a single one, beyond which readers are burdened.
_FEED_SIZE: Final = 1_000_000
_ENTRY_SIZE: Final = 250_000
#: Characters of a title: what is longer is a text that nobody ended.
_TITLE_SIZE: Final = 500
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: A tag, or a reference to a character, that was text once too often.
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
#: A link, or the place of a picture, in HTML that hangs on the page where it stands.
_RELATIVE: Final = re.compile(
    r"""<[a-z][^<>]*?\s(?:href|src)\s*=\s*+["']?+(?![a-z][a-z0-9+.-]*:|\#)([^"'\s>]*)""", re.IGNORECASE
)


def examine(feed: Feed, now: datetime) -> tuple[Finding, ...]:
    """All that is wrong with a feed; `now` is the moment after which nothing in it may lie."""
    findings = [*_of_feed(feed)]
    ids: set[str] = set()
    links: set[str] = set()
    languages = {feed.language: True}
    before: FeedEntry | None = None
    for entry in feed.entries:
        if entry.id in ids:
            findings.append(UNIQUE_ID.broken("another entry has the same id", entry.id))
        if entry.link in links:
            findings.append(UNIQUE_LINK.broken(f"another entry has the link {entry.link!a}", entry.id))
        if before is not None and entry.published > before.published:
            findings.append(ORDER.broken("the entry is newer than the one above it", entry.id))
        if entry.language not in languages:
            languages[entry.language] = is_language_tag(entry.language)
        if not languages[entry.language]:
            findings.append(LANGUAGE.broken(f"{entry.language!a} is not a language tag", entry.id))
        findings += _of_entry(entry, now)
        ids.add(entry.id)
        links.add(entry.link)
        before = entry
    return tuple(findings)


def unwritten(rendered: Rendered) -> tuple[Finding, ...]:
    """The entries that a format had to leave out, because it cannot hold what they say."""
    return tuple(WRITABLE.broken(f"left out: {reason}", entry_id) for entry_id, reason in rendered.left_out)


def _of_feed(feed: Feed) -> Iterator[Finding]:
    if not feed.title.strip():
        yield TITLE.broken("the feed has no title")
    if _FORBIDDEN.search(f"{feed.title}{feed.description}{feed.author.name}{feed.rights}"):
        yield TEXT.broken("the feed's title, description, author or rights hold a character that XML forbids")
    for address in (feed.address, feed.page):
        if not is_web_address(address):
            yield ADDRESS.broken(f"{address!a} is not an absolute address of the web")
    if not is_language_tag(feed.language):
        yield LANGUAGE.broken(f"{feed.language!a} is not a language tag")
    size = sum(map(_size, feed.entries))
    if size > _FEED_SIZE:
        yield SIZE.broken(f"the entries have {size:,} characters, more than {_FEED_SIZE:,}")


def _of_entry(entry: FeedEntry, now: datetime) -> Iterator[Finding]:
    if not is_web_address(entry.link):
        yield ADDRESS.broken(f"the link {entry.link!a} is not an absolute address of the web", entry.id)
    if entry.published > now or entry.updated > now:
        yield FUTURE.broken(f"{max(entry.published, entry.updated).isoformat()} lies in the future", entry.id)
    if entry.updated < entry.published:
        yield UPDATED.broken("the entry was changed before it was published", entry.id)
    # What is printable holds no character that the pattern looks for, and is told from the rest at once.
    title = entry.title
    if not (title.isprintable() and entry.summary.isprintable()) and _FORBIDDEN.search(title + entry.summary):
        yield TEXT.broken("the title or the summary holds a character that XML forbids", entry.id)
    content = entry.content
    if ("href" in content or "src" in content) and (relative := _RELATIVE.search(content)):
        yield CONTENT_ADDRESS.broken(f"the content has the relative address {relative[1]!a}", entry.id)
    yield from of_article(title, _size(entry), entry.id)


def of_article(title: str, size: int, entry_id: str | None = None) -> Sequence[Finding]:
    """What is wrong with an article in whichever feed it stands; `size` is that of title, summary and content."""
    why = _why_not_plain(title)
    if why is None and size <= _ENTRY_SIZE:  # as nearly always, and a scan asks very often
        return ()
    found = [PLAIN_TITLE.broken(why, entry_id)] if why else []
    if size > _ENTRY_SIZE:
        found.append(SIZE.broken(f"the entry has {size:,} characters, more than {_ENTRY_SIZE:,}", entry_id))
    return found


def _why_not_plain(title: str) -> str | None:
    """What keeps a title from being one line of plain text."""
    if not title or title.isspace():
        return "the title is empty"
    if len(title) > _TITLE_SIZE:
        return f"the title has {len(title):,} characters, more than {_TITLE_SIZE}"
    if not title.isprintable() and (control := _CONTROL.search(title)):
        return f"the title holds the control character U+{ord(control[0]):04X}"
    if ("<" in title or "&" in title) and (markup := _MARKUP.search(title)):
        return f"the title holds what looks like markup: {markup[0]!a}"
    return None


def _size(entry: FeedEntry) -> int:
    return len(entry.title) + len(entry.summary) + len(entry.content)
