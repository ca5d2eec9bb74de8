"""The preview: how a text or a file would be read, without a trace of it."""

import re
from html import unescape

import pytest

from aggregator.reading.format import ReadingRules
from aggregator.report import Failure
from aggregator.update.preview import preview
from tests.sites import TOKEN, Service, digest
from tests.status.visitor import Visitor

TEXT = """Ferries return

2012-03-14

The first ferry left the north pier at seven, nine minutes late and full to the last bench, says â€œHarbourâ€.

Tags: harbour, ferries

Read more https://example.org/ferries

A <b>lighthouse</b> finds its keeper

The town council is looking for <em>somebody</em> to climb its 214 steps twice a day. Read more about it soon.
"""


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_a_text_is_shown_as_it_would_be_read(keeper: Visitor, service: Service) -> None:
    before = service.get("/feeds.json").content
    answer = keeper.submit("/status/preview", {"text": TEXT.replace("\n", "\r\n"), "name": "2012-03-01-x.txt"})
    assert answer.status_code == 200
    told = words(answer.text)
    assert "2 articles Format press digest Encoding utf-8 Language en Date in the name 2012-03-01" in told
    assert "Ferries return Lines 1–9; date 2012-03-14, from “ 2012-03-14 ”; tags: harbour, ferries" in told
    assert "link: https://example.org/ferries" in told
    assert "mended;" in told
    assert "A <b>lighthouse</b> finds its keeper" in told
    assert "for <em>somebody</em> to climb" in told
    assert not re.search("<(b|em)>", answer.text)
    assert "Line 13: “read more” stands inside running text" in told
    assert service.get("/feeds.json").content == before


def test_a_file_is_read_in_its_own_encoding(keeper: Visitor) -> None:
    poem = "Über allen Gipfeln ist Ruh, in allen Wipfeln spürest du kaum einen Hauch; die Vögelein schweigen im Walde."
    content = digest(("Größe zählt", poem)).encode("latin-1")
    told = words(keeper.submit("/status/preview", file=("größe.txt", content)).text)
    assert "1 article Format press digest Encoding windows-1252 Language de" in told
    assert "Größe zählt" in told


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), r"a.png : looks like a PNG image"),
        (
            "a.txt",
            b"one\ntwo <i>\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\n",
            "a.txt:2 : holds 9 control characters",
        ),
        ("<b>.xyz", b"Nothing to end it", "<b>.xyz : no format reads .xyz files"),
    ],
)
def test_what_would_fail_says_why_and_where(keeper: Visitor, name: str, content: bytes, shown: str) -> None:
    answer = keeper.submit("/status/preview", {"name": name}, file=("x", content))
    assert answer.status_code == 200
    assert "It would fail" in answer.text
    assert shown in words(answer.text)
    assert "<i>" not in answer.text


def test_nothing_at_all_is_a_mistake(keeper: Visitor) -> None:
    answer = keeper.submit("/status/preview", {"text": "  \n"})
    assert answer.status_code == 400
    assert "Paste a text, or choose a file." in answer.text


def test_too_much_is_refused(keeper: Visitor) -> None:
    refused = keeper.submit("/status/preview", {"text": "x" * 1_200_000})
    assert refused.status_code == 413
    assert "Too large This is more than 1 MB" in words(refused.text)
    assert keeper.submit("/status/preview", file=("a.txt", b"x" * 1_200_000)).status_code == 413
    assert keeper.submit("/status/preview", {"text": "Word " * 190_000}).status_code == 200


def test_a_large_file_of_very_many_articles_is_shown_in_part(keeper: Visitor) -> None:
    text = digest(*((f"Title {number}", "Some words.") for number in range(5000)))
    told = words(keeper.submit("/status/preview", {"text": text}).text)
    assert "5000 articles" in told
    assert "And 4900 more." in told


def test_it_works_with_the_token_in_a_header(service: Service) -> None:
    with Visitor(service.site) as visitor:
        answer = visitor.send("/status/preview", {"text": "Title\n\nText"}, Authorization=f"Bearer {TOKEN}")
    assert "1 article" in words(answer.text)


def test_own_markers_count() -> None:
    found = preview("a.txt", b"One\n\nText\n\nOnward\n\nTwo\n\nText\n", ReadingRules(("Onward",)))
    assert not isinstance(found, Failure)
    assert [made.title for _, made in found.articles] == ["One", "Two"]
