import re
import time
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.editing.markup import LONGEST_LINK, WRAPPED_LINE, reads_right_to_left, safe_link, to_html

#: All of RFC 3986 for `http` and `https`, as far as one expression can say it.
URI = re.compile(
    r"https?://(?:[a-z0-9_][a-z0-9._-]*|\[[0-9a-f:.]+\])(?::[0-9]*)?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
READABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"))


class _Paragraphs(HTMLParser):
    """What a browser makes of it: well-formed `p` and `br`, nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "br"}
        assert self.open == (tag == "br")
        assert attrs in ([], [("dir", "rtl")])
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        assert (tag, self.open) == ("p", True)
        self.open = False

    def handle_data(self, data: str) -> None:
        assert self.open or data == "\n"
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def words_shown(html: str) -> list[str]:
    parser = _Paragraphs()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.text.split()


# HTML


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One.", "<p>One.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("1 < 2 & 3 > 2 &amp; \"'", "<p>1 &lt; 2 &amp; 3 &gt; 2 &amp;amp; \"'</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("Pier 1\nHarbour", "<p>Pier 1<br>\nHarbour</p>"),
        ("x" * WRAPPED_LINE + "\nshort", "<p>" + "x" * WRAPPED_LINE + "\nshort</p>"),
        ("x" * WRAPPED_LINE + "\ny\nshort", "<p>" + "x" * WRAPPED_LINE + "<br>\ny<br>\nshort</p>"),
        ("שלום\n\nHello", '<p dir="rtl">שלום</p>\n<p>Hello</p>'),
        ("Café", "<p>Café</p>"),
    ],
)
def test_text_becomes_paragraphs(text: str, html: str) -> None:
    assert to_html(text) == html


def test_what_escapes_to_many_characters_makes_no_line_longer() -> None:
    assert to_html("& & & & & & & & & & & &\nthe end") == "<p>" + " ".join(["&amp;"] * 12) + "<br>\nthe end</p>"


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("אש\u200f\u200e٣ ،۔𐤀𞤀“–…€é9")))
def test_of_any_text_the_first_letter_with_a_direction_decides(text: str) -> None:
    directions = [unicodedata.bidirectional(character) for character in text]
    strong = [direction for direction in directions if direction in {"L", "R", "AL"}]
    assert reads_right_to_left(text) == (strong[:1] in (["R"], ["AL"]))


@given(READABLE | st.text("<>&;/pbr!-\"'= \nא\u200f"))
@example("<!-- --><![CDATA[x]]><?php ?>&#60;&lt")
@example("</p><p>")
@example("\n\n\n\n")
def test_html_is_well_formed_and_its_words_are_the_texts(text: str) -> None:
    assert words_shown(to_html(text)) == text.split()


@pytest.mark.parametrize(
    ("text", "to_the_left"),
    [
        ("", False),
        ("abc", False),
        ("שלום", True),
        ("مرحبا", True),
        ("123 … «שלום» abc", True),
        ("abc שלום", False),
        ("١٢٣", False),
        ("١٢٣ abc", False),
        ("\u200fabc", True),
        ("𐤀", True),
        ("𞤀", True),
        ("123", False),
    ],
)
def test_the_first_letter_with_a_direction_decides(text: str, *, to_the_left: bool) -> None:
    assert reads_right_to_left(text) is to_the_left


# Links


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://Example.ORG:8080/A?b=C#d", "http://example.org:8080/A?b=C#d"),
        ("https://example.org/hafen/gärten?q=é#ü", "https://example.org/hafen/g%C3%A4rten?q=%C3%A9#%C3%BC"),
        ("https://example.org/g%C3%A4rten", "https://example.org/g%C3%A4rten"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%zz%4", "https://example.org/%25zz%254"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/?a[]=1#x#y", "https://example.org/?a%5B%5D=1#x%23y"),
        ("https://example.org/'\"<>`{}|\\^", "https://example.org/'%22%3C%3E%60%7B%7D%7C%5C%5E"),
        ("https://гавань.example/", "https://xn--80aafc7c0e.example/"),
        ("https://[::1]:80/", "https://[::1]:80/"),
        ("https://192.0.2.1/", "https://192.0.2.1/"),
        ("https://under_score.example/", "https://under_score.example/"),
        ("https://example.org:/a", "https://example.org/a"),
        (" https://example.org/a\n", "https://example.org/a"),
    ],
)
def test_a_link_is_an_absolute_uri_in_ascii(url: str, link: str) -> None:
    assert safe_link(url) == link


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "/relative",
        "//example.org/",
        "example.org",
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "mailto:a@example.org",
        "https:",
        "https://",
        "https:///path",
        "https:example.org",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org\\@evil.example/",
        "https://evil.example\\.example.org/",
        "https://exam ple.org/",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https://example.org:-1/",
        "https://[::1",
        "https://[zz]/",
        "https://[fe80::1%25eth0]/",
        "https://.",
        "https://..",
        "https://a..b/",
        "https://-",
        "https://.example.org/",
        "https://%65xample.org/",
        "https://<script>/",
        "https://ex\u2100mple.org/",
        "https://" + "x" * 64 + ".example/",
        "https://example.org/\ud800",
        "https://\ud800.example/",
        "https://example.org/" + "x" * LONGEST_LINK,
    ],
)
def test_what_is_not_safely_a_web_address_is_no_link(url: str | None) -> None:
    assert safe_link(url) is None


@given(
    st.text()
    | st.text("htps:/@[]%?#.\\x0é\u3002\ud800 \n").map("https://".__add__)
    | st.builds("http://{}{}".format, st.sampled_from(["example.org", "[::1]", "a.b:80"]), st.text())
)
def test_no_url_makes_it_raise_and_what_it_gives_it_gives_again(url: str) -> None:
    link = safe_link(url)
    if link is not None:
        assert URI.fullmatch(link), link
        assert urlsplit(link).hostname
        assert len(link) > LONGEST_LINK or safe_link(link) == link


@pytest.mark.parametrize(
    "url",
    ["https://" + "é" * 1900, "https://" + "é." * 900, "https://example.org/" + "%" * 1900, "https://" + "[" * 1900],
)
def test_a_hostile_link_costs_little(url: str) -> None:
    begun = time.process_time()
    safe_link(url)
    assert time.process_time() - begun < 1


def test_a_megabyte_of_text_takes_no_longer_than_its_length() -> None:
    begun = time.process_time()
    for text in ("&<>" * 300_000, "\n\n" * 500_000, "a\n" * 500_000, "\u0661" * 1_000_000, "א\n" * 300_000):
        to_html(text)
    assert time.process_time() - begun < 5
