"""What RFC 4287 and the RSS 2.0 specification ask of a feed, as assertions that name the section."""

from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree

ATOM_SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parents[1] / "data/schemas/atom.rng"))
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def texts(node: etree._Element, path: str) -> list[str]:
    return [each.text or "" for each in node.iterfind(path, NAMES)]


def the_text(node: etree._Element, path: str) -> str:
    (text,) = texts(node, path)
    return text


def attributes(node: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in node.items()}


def check_atom(body: bytes) -> etree._Element:
    """The feed element, found to be as RFC 4287 asks."""
    feed = etree.fromstring(body)
    ATOM_SCHEMA.assertValid(feed)
    # The two Schematron rules of Appendix B, which are §4.1.1 and §4.1.2.
    assert feed.xpath("a:author or not(a:entry[not(a:author)])", namespaces=NAMES)
    assert feed.xpath("not(a:entry[not(a:link[@rel='alternate'] or a:content)])", namespaces=NAMES)
    # §4.1.1: no two alternate links of the same type and language.
    assert len(feed.findall("a:link[@rel='alternate']", NAMES)) == 1
    # §4.2.6: ids are never empty; §4.2.7.1: neither are links.
    assert all(each.text for each in feed.iterfind(".//a:id", NAMES))
    assert all(each.get("href") for each in feed.iterfind(".//a:link", NAMES))
    return feed


def check_rss(body: bytes) -> etree._Element:
    """The channel element, found to be as the RSS 2.0 specification asks; its sections are named in quotes."""
    rss = etree.fromstring(body)
    # "What is RSS?": one <rss> with version, and one <channel> in it.
    assert (rss.tag, rss.get("version"), [each.tag for each in rss]) == ("rss", "2.0", ["channel"])
    channel = rss[0]
    # "Required channel elements": one each of title, link and description.
    for name in ("title", "link", "description"):
        assert the_text(channel, name)
    # "Optional channel elements": at most one each; dates as in RFC 822, with four digits for the year.
    for name in ("language", "copyright", "managingEditor", "lastBuildDate", "pubDate", "generator", "docs"):
        assert len(texts(channel, name)) <= 1
    for date in texts(channel, "lastBuildDate") + texts(channel, "item/pubDate"):
        assert parsedate_to_datetime(date).utcoffset() is not None
    for item in channel.iterfind("item"):
        # "Elements of <item>": all are optional, but there is a title or a description.
        assert texts(item, "title") or texts(item, "description")
        assert all(len(texts(item, name)) <= 1 for name in ("title", "link", "description", "guid", "pubDate"))
        # "<source> sub-element of <item>": one, with the address of its feed.
        assert [bool(source.get("url")) for source in item.iterfind("source")] in ([], [True])
        # "<guid> sub-element of <item>": isPermaLink is true unless it says false, and a guid is one of its own.
        assert [guid.get("isPermaLink") for guid in item.iterfind("guid")] == ["false"]
    guids = texts(channel, "item/guid")
    assert len(set(guids)) == len(guids)
    # "Extending RSS": an element that the specification does not describe is in a namespace.
    described = {"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate"}
    described |= {"source"}
    assert {each.tag for each in channel.iterfind("item/*")} - described <= {
        f"{{{NAMES['dc']}}}creator",
        f"{{{NAMES['content']}}}encoded",
        f"{{{NAMES['a']}}}link",
    }
    # RSS Advisory Board's Best Practices Profile, "atom:link": the feed names itself, with its type.
    (self_link,) = channel.iterfind("a:link", NAMES)
    assert attributes(self_link).keys() == {"href", "rel", "type"}
    return channel
