"""What the standards ask of a document, held to it by the program's own doctor, and what this program owes beyond."""

import json
from typing import Any

from lxml import etree

from aggregator.publishing.doctor import check

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
    """The feed element, with which the doctor finds nothing wrong at all."""
    assert check("application/atom+xml", body) == ()
    return etree.fromstring(body)


def check_rss(body: bytes) -> etree._Element:
    """The channel element, with which the doctor finds nothing wrong at all, and which is as ours always are."""
    assert check("application/rss+xml", body) == ()
    channel = etree.fromstring(body)[0]
    # An id of ours is never an address; and these are the only modules that we use in an item.
    assert {guid.get("isPermaLink") for guid in channel.iterfind("item/guid")} <= {"false"}
    assert {each.tag for each in channel.iterfind("item/*") if each.tag.startswith("{")} <= {
        f"{{{NAMES['dc']}}}creator",
        f"{{{NAMES['content']}}}encoded",
        f"{{{NAMES['a']}}}link",
    }
    (self_link,) = channel.iterfind("a:link[@rel='self']", NAMES)
    assert attributes(self_link).keys() == {"href", "rel", "type"}
    return channel


def check_json_feed(body: bytes) -> dict[str, Any]:
    """The document, with which the doctor finds nothing wrong at all, and in which nothing stands empty."""
    assert check("application/feed+json", body) == ()
    document: dict[str, Any] = json.loads(body)
    assert "" not in document.values()
    return document


def check_opml(body: bytes) -> etree._Element:
    """The body element, with which the doctor finds nothing wrong at all."""
    assert check("text/x-opml", body) == ()
    return etree.fromstring(body)[1]
