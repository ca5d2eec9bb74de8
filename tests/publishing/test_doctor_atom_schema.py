"""What the grammar of Atom lets links, texts and contents say (RFC 4287, appendix B)."""

from pathlib import Path

import pytest

from aggregator.publishing.doctor import check, invalid

SOUND = (Path(__file__).parents[1] / "data" / "doctor" / "atom.sound.xml").read_text("utf-8")
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>pier</p></div>'


def is_right(before: str, written: str) -> bool:
    """Whether the sound document may hold this before the first place that reads like that."""
    assert before in SOUND
    body = SOUND.replace(before, written + before, 1).encode()
    return invalid(check("application/atom+xml", body)) == ()


@pytest.mark.parametrize("said", ['type="application/atom+xml"', 'type="text/x"', "", 'title="a"', 'xml:lang="de"'])
@pytest.mark.parametrize("rel", ["via", "a:b", ""])
def test_what_a_link_may_say(rel: str, said: str) -> None:
    assert is_right("</entry>", f'<link href="https://pier.example/" rel="{rel}" {said}/>')


@pytest.mark.parametrize("said", ['type="atom"', 'type="application/atom+xml&#10;"', 'type="/xml"', 'size="1"'])
def test_what_a_link_may_not_say(said: str) -> None:
    assert not is_right("</entry>", f'<link href="https://pier.example/" rel="via" {said}/>')


@pytest.mark.parametrize(
    "rights",
    ["<rights/>", '<rights type="html">a</rights>', '<rights xml:lang="de" type="text">a</rights>',
     f'<rights type="xhtml">{DIV}</rights>', '<rights xml:base="https://pier.example/">a</rights>'],
)  # fmt: skip
def test_what_a_text_may_be(rights: str) -> None:
    assert is_right("</entry>", rights)


@pytest.mark.parametrize(
    "rights",
    ['<rights type="text/html">a</rights>', "<rights><b/></rights>", '<rights type="xhtml">a</rights>',
     f'<rights type="html">{DIV}</rights>', f'<rights type="xhtml">{DIV}{DIV}</rights>', '<rights src="a"/>',
     f"<rights>{DIV}</rights>"],
)  # fmt: skip
def test_what_no_text_may_be(rights: str) -> None:
    assert not is_right("</entry>", rights)


CONTENT = "<id>urn:uuid:00000000-0000-8000-8000-000000000009</id><title/><updated>2024-03-01T08:00:00Z</updated>"


def entry(content: str) -> str:
    return f'<entry>{CONTENT}<link href="https://pier.example/9"/>{content}</entry>'


@pytest.mark.parametrize(
    "content",
    ["<content/>", "<content>a</content>", '<content type="html" xml:lang="de">a</content>',
     f'<content type="xhtml">{DIV}</content>', '<content type="text/plain">a</content>',
     '<content type="image/svg+xml">a<b xmlns="x"/>c</content>', '<content src="a"/>', "<content><b/></content>",
     '<content src="a" type="image/png"/>'],
)  # fmt: skip
def test_what_content_may_be(content: str) -> None:
    assert is_right("</feed>", entry(content))


@pytest.mark.parametrize(
    "content",
    ['<content type="png"/>', '<content type="html"><b/></content>', '<content type="xhtml">a</content>',
     f'<content type="html">{DIV}</content>', '<content src="a">b</content>', '<content type="text" src="a"/>',
     '<content size="1"/>', "<content/><content/>"],
)  # fmt: skip
def test_what_no_content_may_be(content: str) -> None:
    assert not is_right("</feed>", entry(content))
