"""Every page is HTML as the standard has it: without a parse error, and by some rules that no parser checks."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.town import KINDS, Town

#: Elements that hold words and what stands among words (HTML Living Standard, 3.2.5.2.5).
PHRASING = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "span",
        "a",
        "small",
        "bdi",
        "strong",
        "em",
        "code",
        "mark",
        "ins",
        "del",
        "label",
        "button",
        "time",
        "dt",
        "pre",
        "caption",
    ]
)
AMONG_WORDS = frozenset(
    [
        "a",
        "bdi",
        "br",
        "button",
        "code",
        "del",
        "em",
        "img",
        "input",
        "ins",
        "label",
        "mark",
        "progress",
        "select",
        "small",
        "span",
        "strong",
        "svg",
        "textarea",
        "time",
        "wbr",
    ]
)
INTERACTIVE = frozenset(["a", "button", "input", "select", "textarea", "label"])
#: What a link to another site keeps to itself (HTML Living Standard, 4.6.7).
RESERVED = frozenset(["noopener", "noreferrer"])
REFERRING = ("aria-labelledby", "aria-describedby", "for", "data-copies")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_valid(town: Town, kind: str) -> None:
    text = town.answer(kind).text
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert list(faults(page, town.url)) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<button><input></button>", "input within button"),
        ("<span><div></div></span>", "div among the words of span"),
        ('<p id="b">', "id b twice"),
        ('<label for="nowhere">', "for leads to nowhere"),
        ("<h3>Too low</h3>", "h3 below h1"),
        ("<h1>One more</h1>", "2 h1"),
        ("<main></main>", "2 main"),
        ("<p onclick=x>", "onclick"),
        ('<p style="x">', "style"),
        ("<img src=x>", "img without alt"),
        ("<a href=https://elsewhere.example rel=noopener>", "https://elsewhere.example is told where"),
    ],
)
def test_what_is_not_valid_is_found(markup: str, fault: str) -> None:
    text = f"<!doctype html><html lang=en><title>T</title><main><h1>H</h1><p id=b></p>{markup}</main>"
    page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    assert any(fault in found for found in faults(page, "https://here.example"))


def faults(page: Element, site: str) -> Iterator[str]:
    """What is wrong with a parsed page of a site."""
    everything = [one for one in page.iter() if isinstance(one.tag, str)]  # type: ignore[redundant-expr] # of a comment it is a function
    ids = [one.attrib["id"] for one in everything if "id" in one.attrib]
    yield from (f"id {each} twice" for each in set(ids) if ids.count(each) > 1)
    for one in everything:
        for name in REFERRING:
            yield from (f"{name} leads to {each}" for each in one.get(name, "").split() if each not in ids)
        yield from (f"{one.tag} has {name}" for name in one.attrib if name.startswith("on") or name == "style")
        if one.tag == "img" and "alt" not in one.attrib:
            yield "img without alt"
        if one.tag == "a" and _tells_too_much(one, site):
            yield f"{one.get('href')} is told where a reader comes from, or gets hold of the page"
        yield from _misplaced(one)
    for tag in ("h1", "main", "title"):
        count = sum(one.tag == tag for one in everything)
        if count != 1 and not (tag == "title" and count):
            yield f"{count} {tag}"
    levels = [int(one.tag[1]) for one in everything if re.fullmatch("h[1-6]", one.tag)]
    yield from (f"h{low} below h{high}" for high, low in pairwise(levels) if low > high + 1)
    if not page.get("lang"):
        yield "no language"


def _tells_too_much(link: Element, site: str) -> bool:
    """Whether a link to another site lacks what it is to keep to itself; programs on the device may know."""
    address = link.get("href", "")
    leads_away = address.startswith(("http:", "https:")) and not address.startswith(f"{site}/")
    return leads_away and not RESERVED.issubset(link.get("rel", "").split())


def _misplaced(one: Element) -> Iterator[str]:
    """What stands within an element that must not."""
    if one.tag in PHRASING:
        yield from (
            f"{each.tag} among the words of {one.tag}"
            for each in one
            if one.tag not in {"a", "ins", "del", "caption"} and each.tag.rpartition("}")[2] not in AMONG_WORDS
        )
    if one.tag in {"a", "button"}:
        yield from (
            f"{each.tag} within {one.tag}" for each in one.iter() if each is not one and each.tag in INTERACTIVE
        )
