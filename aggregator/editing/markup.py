"""Plain text as safe HTML, and links that are safe to follow."""

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

#: Any character of a script written from right to left, or the mark that stands for one.
RIGHT_TO_LEFT = re.compile(r"[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
#: Text of the scripts of Europe and its signs. Matched whole and possessively, it is told in half the time.
LEFT_TO_RIGHT = re.compile(r"[\0-\u058f\u2010-\u2027\u20a0-\u20bf]*+")
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
#: A paragraph whose lines are this long was wrapped by an editor; shorter ones (an address, a verse) were meant so.
WRAPPED_LINE = 45
#: What path, query and fragment of a URI may hold unescaped (RFC 3986, appendix A).
URI_CHARACTERS = "!$%&'()*+,/:;=?@~"
#: A percent sign that escapes nothing.
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
NAME_OF_HOST = re.compile(r"[a-z0-9_][a-z0-9._-]*")
ADDRESS_OF_HOST = re.compile(r"[0-9a-f.]*:[0-9a-f:.]+")
LONGEST_LINK = 2000


def to_html(text: str) -> str:
    """Each paragraph of a plain text as `<p>`, every character escaped: what looks like markup is shown as it is.

    Safe by construction, so that nothing has to be sanitised after it. Empty for an empty text.
    """
    if not text:
        return ""
    return "\n".join(map(_paragraph, text.split("\n\n")))


def _paragraph(text: str) -> str:
    opening = '<p dir="rtl">' if not text.isascii() and reads_right_to_left(text) else "<p>"
    escaped = text.translate(ESCAPES) if "&" in text or "<" in text or ">" in text else text
    if "\n" in text:
        wrapped = min(map(len, text.split("\n")[:-1])) >= WRAPPED_LINE
        escaped = escaped if wrapped else escaped.replace("\n", "<br>\n")
    return f"{opening}{escaped}</p>"


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (Unicode annex 9, rules P2 and P3)."""
    if text.isascii() or LEFT_TO_RIGHT.fullmatch(text) or not RIGHT_TO_LEFT.search(text):
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def safe_link(url: str | None) -> str | None:
    """A link as an absolute `http` or `https` URI in ASCII (RFC 3986), or None where it is not safely one."""
    if url is None or len(url) > LONGEST_LINK:
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            return None
        host = parts.hostname.encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
        rest = [_escaped(part) for part in (parts.path, parts.query, parts.fragment)]
    except ValueError:  # a port that is no number, a bracket without its other half, half a character, a bad label
        return None
    if ADDRESS_OF_HOST.fullmatch(host):
        host = f"[{host}]"
    elif not NAME_OF_HOST.fullmatch(host):
        return None
    return urlunsplit((parts.scheme, host + port, *rest))


def _escaped(part: str) -> str:
    return LONE_PERCENT.sub("%25", quote(part, safe=URI_CHARACTERS))
