"""What every XML document owes, whatever it says (XML 1.0, fifth edition)."""

from collections.abc import Callable
from typing import Final, cast

from lxml.etree import XMLParser, XMLSyntaxError, XPath, _Element, fromstring

from aggregator.publishing.doctor.rules import Finding, Rule

WELL_FORMED: Final = Rule("xml.well-formed", "XML 1.0, section 2.1")

_NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def parsed(body: bytes) -> _Element | Finding:
    """The root of a document, or what keeps it from being one."""
    # A parser of its own, since threads may not share one; a feed may be larger than lxml thinks safe for strangers'.
    parser = XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return fromstring(body, parser)
    except XMLSyntaxError as error:
        return WELL_FORMED.broken(str(error))


def text_of(element: _Element | None) -> str:
    """An element's text, empty where there is no such element."""
    return (element.text or "") if element is not None else ""


def elements_at(path: str) -> Callable[[_Element], list[_Element]]:
    """What finds the elements at a path (XPath 1.0) from an element; one at a time, whatever the number of threads.

    libxml2 looks at a whole feed in the time in which Python looks at an entry.
    """
    return cast(Callable[[_Element], list[_Element]], XPath(path, namespaces=_NAMESPACES))
