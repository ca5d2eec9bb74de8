"""What every XML document owes, whatever it says (XML 1.0, fifth edition)."""

from typing import Final

from lxml.etree import XMLParser, XMLSyntaxError, _Element, fromstring

from aggregator.publishing.doctor.rules import Finding, Rule

WELL_FORMED: Final = Rule("xml.well-formed", "XML 1.0, section 2.1")


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
