"""OPML 2.0 (http://opml.org/spec2.opml), whose sections are named in quotation marks."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element

from aggregator.publishing.doctor.grammar import is_language_tag, is_mail_date, is_web_address
from aggregator.publishing.doctor.rules import Finding, Grade, Rule
from aggregator.publishing.doctor.wellformed import parsed, text_of

ROOT: Final = Rule("opml.root", "OPML 2.0, “What is an <opml>?”")
BODY: Final = Rule("opml.body", "OPML 2.0, “What is a <body>?”")
TEXT: Final = Rule("opml.text", "OPML 2.0, “Text attribute”")
SUBSCRIPTION: Final = Rule("opml.subscription", "OPML 2.0, “Subscription lists”")
ADDRESS: Final = Rule("opml.address", "OPML 2.0, “Subscription lists”")
TITLE: Final = Rule("opml.title", "OPML 2.0, “Subscription lists”", Grade.QUESTIONABLE)
LANGUAGE: Final = Rule("opml.language", "OPML 2.0, “Subscription lists”", Grade.QUESTIONABLE)
EXTENSION: Final = Rule("opml.extension", "OPML 2.0, “Extending OPML”")
DATE: Final = Rule("opml.date", "OPML 2.0, “Notes”, 1")
HEAD_ONCE: Final = Rule("opml.head-once", "OPML 2.0, “Notes”, 7")

RULES: Final = (ROOT, BODY, TEXT, SUBSCRIPTION, ADDRESS, TITLE, LANGUAGE, EXTENSION, DATE, HEAD_ONCE)

_HEAD: Final = frozenset({
    "title", "dateCreated", "dateModified", "ownerName", "ownerEmail", "ownerId", "docs", "expansionState",
    "vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight",
})  # fmt: skip
_ATTRIBUTES: Final = frozenset({
    "text", "type", "isComment", "isBreakpoint", "created", "category", "description", "xmlUrl", "htmlUrl", "language",
    "title", "version", "url",
})  # fmt: skip


def check(body: bytes) -> tuple[Finding, ...]:
    """All that is wrong with a list of feeds in OPML 2.0."""
    opml = parsed(body)
    if isinstance(opml, Finding):
        return (opml,)
    if opml.tag != "opml" or opml.get("version") != "2.0" or [each.tag for each in opml] != ["head", "body"]:
        return (ROOT.broken("the document is not a head and a body in an <opml> of version 2.0"),)
    head, outlines = opml
    findings = [*_of_head(head)]
    if outlines.find("outline") is None:
        findings.append(BODY.broken("the list holds no outline"))
    for outline in outlines.iter("outline"):
        findings += _of_outline(outline)
    return (*findings, *_of_extensions(head, outlines))


def _of_head(head: _Element) -> Iterator[Finding]:
    for tag, count in Counter(child.tag for child in head).items():
        if count > 1:
            yield HEAD_ONCE.broken(f"the head has <{tag}> {count} times")
    for date in (*head.findall("dateCreated"), *head.findall("dateModified")):
        if not is_mail_date(text_of(date)):
            yield DATE.broken(f"{text_of(date)!a} is not a moment as RFC 822 writes them")


def _of_outline(outline: _Element) -> Iterator[Finding]:
    text = outline.get("text")
    if text is None:
        yield TEXT.broken(f"an outline in line {outline.sourceline} has no text")
    if outline.get("type", "").lower() != "rss":
        if outline.find(".//outline") is None:
            yield SUBSCRIPTION.broken(f"the outline {text!a} is neither a feed nor a folder of feeds")
        return
    if "xmlUrl" not in outline.attrib:
        yield SUBSCRIPTION.broken(f"the feed {text!a} has no xmlUrl")
    for key in ("xmlUrl", "htmlUrl"):
        if key in outline.attrib and not is_web_address(outline.get(key, "")):
            yield ADDRESS.broken(f"{key} {outline.get(key)!a} is not an absolute address of the web")
    if "title" not in outline.attrib:
        yield TITLE.broken(f"the feed {text!a} has no title")
    if "language" in outline.attrib and not is_language_tag(outline.get("language", "")):
        yield LANGUAGE.broken(f"{outline.get('language')!a} is not a language tag")


def _of_extensions(head: _Element, body: _Element) -> Iterator[Finding]:
    """Elements and attributes that the specification does not describe have to be in a namespace."""
    for child in head:
        if _is_strange(child.tag, _HEAD):
            yield EXTENSION.broken(f"<{child.tag}> is neither described for a head nor in a namespace")
    for outline in body.iterdescendants("*"):
        if _is_strange(outline.tag, frozenset({"outline"})):
            yield EXTENSION.broken(f"<{outline.tag}> is neither an outline nor in a namespace")
        for name in map(str, outline.keys() if outline.tag == "outline" else ()):
            if _is_strange(name, _ATTRIBUTES):
                yield EXTENSION.broken(f"the attribute {name} is neither described nor in a namespace")


def _is_strange(name: object, described: frozenset[str]) -> bool:
    return isinstance(name, str) and name[0] != "{" and name not in described
