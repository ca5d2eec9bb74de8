"""A list of feeds as OPML 2.0 (http://opml.org/spec2.opml), which readers import as subscriptions."""

from dataclasses import dataclass
from typing import Final

from lxml.etree import Element, SubElement, _Element, tostring

from aggregator.errors import RenderingError

MEDIA_TYPE: Final = "text/x-opml"
"""What readers and browsers know OPML by; there is no registered type."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of the list.

    `folder` is where it hangs, with `/` between the names of nested folders and empty at the top. The URLs are
    absolute; `xml_url` is the feed's, `html_url` that of its page for people. `language` is None where unknown.
    """

    title: str
    folder: str
    xml_url: str
    html_url: str
    language: str | None = None


def render(title: str, outlines: tuple[Outline, ...]) -> bytes:
    """The list as UTF-8, in the order given; a folder stands where its first feed would.

    Its head holds only the title, so that the same feeds give the same bytes at any time.

    Raises:
        RenderingError: A title, folder, URL or language holds characters that XML forbids.
    """
    opml = Element("opml", version="2.0")
    try:
        SubElement(SubElement(opml, "head"), "title").text = title
        folders = {"": SubElement(opml, "body")}
        for outline in outlines:
            SubElement(_folder(outline.folder, folders), "outline", _attributes(outline))
        return tostring(opml, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    except ValueError as error:
        raise RenderingError(f"the list of feeds {title!a} cannot be written: {error}") from error


def _folder(path: str, folders: dict[str, _Element]) -> _Element:
    """The outline of the folder at `path`; it and those above it are made and noted in `folders` when first met."""
    if path not in folders:
        above, _, name = path.rpartition("/")
        folders[path] = SubElement(_folder(above, folders), "outline", text=name, title=name)
    return folders[path]


def _attributes(outline: Outline) -> dict[str, str]:
    """The attributes of "Subscription lists" in the specification."""
    return {
        "text": outline.title,
        "title": outline.title,
        "type": "rss",
        "xmlUrl": outline.xml_url,
        "htmlUrl": outline.html_url,
        **({"language": outline.language} if outline.language else {}),
    }
