"""Feeds that the tests of all formats share, and strategies for more of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from aggregator.feed import Author, EntrySource, Feed, FeedEntry

NEWEST = datetime(2024, 2, 29, 18, 30, 5, tzinfo=UTC)

ENTRIES = (
    FeedEntry(
        id="urn:uuid:00000000-0000-4000-8000-000000000001",
        title="<script>alert(1)</script> & co",
        link="https://feeds.example/entries/1?a=1&b=2",
        summary="Fish & chips < 5 € — “quoted” text",
        content='<p>Fish &amp; chips &lt; 5 €<br>and <a href="https://example.org/?a=1&amp;b=2">more</a></p>',
        language="en",
        published=NEWEST - timedelta(days=2),
        updated=NEWEST,
    ),
    FeedEntry(
        id="urn:uuid:00000000-0000-4000-8000-000000000002",
        title="خبر عاجل: القمر 🌕 𝔄",
        link="https://feeds.example/entries/2",
        summary="نص عربي",
        content='<p dir="rtl">نص عربي 🌕</p>',
        language="ar",
        published=NEWEST - timedelta(days=3),
        updated=NEWEST - timedelta(days=3),
    ),
    FeedEntry(
        id="urn:uuid:00000000-0000-4000-8000-000000000003",
        title="Only a title",
        link="https://feeds.example/entries/3",
        summary="",
        content="",
        language="en",
        published=NEWEST - timedelta(days=4),
        updated=NEWEST - timedelta(days=4),
    ),
)

FEED = Feed(
    id="urn:uuid:00000000-0000-4000-8000-0000000000ff",
    title="News & <views>",
    description="What happened & why",
    address="https://feeds.example/feeds/news",
    page="https://feeds.example/feeds/news.html",
    language="en",
    author=Author("Ada Lovelace", "ada@example.org"),
    rights="© 2024 Ada & friends",
    updated=NEWEST,
    entries=ENTRIES,
    icon="https://feeds.example/static/icon.png",
)

BARE = Feed(
    id="urn:uuid:00000000-0000-4000-8000-0000000000fe",
    title="Bare",
    description="",
    address="https://feeds.example/feeds/bare",
    page="https://feeds.example/feeds/bare.html",
    language="en",
    author=Author("Ada Lovelace"),
    rights=None,
    updated=NEWEST,
    entries=(),
)
"""A feed that has nothing beyond what every feed has, and no entries."""

FORBIDDEN = "".join(map(chr, {*range(0x20)} - {*b"\t\n\r"})) + "\ufffe\uffff"
"""With lone surrogates, all that XML 1.0 §2.2 forbids."""

XML_CHARACTERS = st.characters(codec="utf-8", exclude_characters=FORBIDDEN) | st.sampled_from("\t\n\r\x85\u2028<>&\"']")
TEXTS = st.text(XML_CHARACTERS)
TITLES = st.text(XML_CHARACTERS, min_size=1)
LANGUAGES = st.sampled_from(["en", "de", "ar", "zh-Hant", "pt-BR"])
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
URLS = st.uuids().map("https://feeds.example/entries/{}".format)
SOURCES = st.builds(EntrySource, id=st.uuids().map(lambda each: each.urn), title=TITLES, address=URLS)
AUTHORS = st.builds(Author, name=TITLES, email=st.none() | st.just("ada@example.org"))


@st.composite
def feed_entries(draw: st.DrawFn) -> FeedEntry:
    published = draw(MOMENTS)
    return FeedEntry(
        id=draw(st.uuids()).urn,
        title=draw(TITLES),
        link=draw(URLS),
        summary=draw(TEXTS),
        content=draw(TEXTS),
        language=draw(LANGUAGES),
        published=published,
        updated=published + timedelta(seconds=draw(st.integers(0, 100_000))),
        tags=tuple(draw(st.lists(TITLES, max_size=2))),
        sources=tuple(draw(st.lists(SOURCES, max_size=3))),
    )


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    return Feed(
        id=draw(st.uuids()).urn,
        title=draw(TITLES),
        description=draw(TEXTS),
        address=draw(URLS),
        page=draw(URLS),
        language=draw(LANGUAGES),
        author=draw(AUTHORS),
        rights=draw(st.none() | TITLES),
        updated=draw(MOMENTS),
        # The store gives each id once.
        entries=tuple(draw(st.lists(feed_entries(), max_size=4, unique_by=lambda entry: entry.id))),
    )
