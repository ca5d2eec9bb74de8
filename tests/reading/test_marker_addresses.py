"""The address that a marker carries, or that stands under it."""

import pytest

from aggregator.reading.markers import LONGEST_WITH_URL, PHRASES, Markers, address_alone

MARKERS = Markers()
EVERY_PHRASE = [phrase for phrases in PHRASES.values() for phrase in phrases]
URL = "https://example.org/harbour?a=1#b"
CARRIERS = [
    f"{{}}: {URL}",
    f"[{{}}]({URL})",
    f'<a href="{URL}">{{}}</a>',
    f"<a class=x href={URL}><b>{{}}</b></a>",
    f"{{}} ({URL})",
    f"{{}} <{URL}>",
    f"{URL} {{}}",
    f"{{}} » {URL}.",
]


def link_of(line: str) -> str | None:
    marker = MARKERS.read(line)
    assert marker, line
    return marker.link


@pytest.mark.parametrize("phrase", EVERY_PHRASE)
def test_every_phrase_may_carry_an_address(phrase: str) -> None:
    for carrier in CARRIERS:
        assert link_of(carrier.format(phrase)) == URL, carrier.format(phrase)


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("Read more: https://example.org/a.", "https://example.org/a"),
        ("Read more: https://example.org/a).", "https://example.org/a"),
        ("(Read more: https://example.org/Pier_(Harbour))", "https://example.org/Pier_(Harbour)"),
        ("[Read more](https://example.org/Pier_(Harbour))", "https://example.org/Pier_(Harbour)"),
        ("([Read more](https://example.org/a))", "https://example.org/a"),
        ('[Read more](https://example.org/a "The pier")', "https://example.org/a"),
        ("Read more: www.example.org/a", "http://www.example.org/a"),
        ("Read more: HTTPS://Example.org/A", "HTTPS://Example.org/A"),
        ("**Read more:** *https://example.org/a*", "https://example.org/a"),
        ("“Read more: https://example.org/a”", "https://example.org/a"),
        ("Read more: https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ('<A HREF = "https://example.org/?a=1&amp;b=2">Read more</A>', "https://example.org/?a=1&b=2"),
        ("<a href=”https://example.org/a”>Read more</a>", "https://example.org/a"),
        ("קרא עוד: https://example.org/a\u200f", "https://example.org/a"),
        ("阅读全文（https://example.org/a）。", "https://example.org/a"),
        ("[Read more](javascript:alert(1))", None),
        ("Read more: JavaScript:alert('https://example.org')", None),
        ('<a href="javascript:location=1" title="https://example.org">Read more</a>', None),
        ('<a href="/relative/address/that/is/longer/than/a/marker">Read more</a>', None),
        ("[Read more](relative/address/that/is/longer/than/a/marker)", None),
        ("Read more: vbscript:x", None),
        ("Read more: javascript:alert(document.cookie+document.title)", None),
        ("Read more on https://example.org/a", "https://example.org/a"),
        ("Read more at https://example.org/a", "https://example.org/a"),
        ("Read more at: <https://example.org/a>", "https://example.org/a"),
        ("Lire la suite sur https://example.org/a", "https://example.org/a"),
        ("Läs mer på www.example.org", "http://www.example.org"),
        ("Read on: https://example.org/a", "https://example.org/a"),
        ("Read more | https://example.org/a", "https://example.org/a"),
        ("Read more: https://a.example https://b.example", "https://a.example"),
        ("Read more: https://a.example/?b=1&amp;c=2", "https://a.example/?b=1&c=2"),
        ("[Read more](https://a.example/?b=1&amp;c=2)", "https://a.example/?b=1&c=2"),
        ("[url=https://example.org/a]Read more[/url]", "https://example.org/a"),
        ('[URL="https://example.org/a"]» Read more[/URL]', "https://example.org/a"),
        ("Read more: [url]https://example.org/a[/url]", "https://example.org/a"),
        ("1. Read more on https://example.org/a", "https://example.org/a"),
        ("[Read more](<https://example.org/a b>)", None),
        ("[Read more]( )", None),
        ("[Read more](", None),
    ],
)
def test_the_address_ends_where_the_text_around_it_goes_on(line: str, link: str | None) -> None:
    assert link_of(line) == link


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" <https://example.org/a> ", "https://example.org/a"),
        ("→ www.example.org", "http://www.example.org"),
        ("https://example.org/a https://example.org/b", "https://example.org/a"),
        ("https://example.org/a and more", None),
        ("https://example.org/" + "x" * LONGEST_WITH_URL, None),
        ("javascript:alert(1)", None),
        ("Title", None),
        ("", None),
    ],
)
def test_an_address_alone_has_no_word_beside_it(line: str, link: str | None) -> None:
    assert address_alone(line) == link
