"""The line that ends an article: `Read more`, in its many spellings and languages."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

#: What editors put under an excerpt, by language; compared after `fold`, so case, width and decoration do not matter.
PHRASES: dict[str, tuple[str, ...]] = {
    "ar": ("اقرأ المزيد", "إقرأ المزيد", "أقرأ المزيد", "اقرأ أكثر", "قراءة المزيد", "تابع القراءة", "المزيد"),
    "ckb": ("زیاتر بخوێنەوە",),
    "cs": ("číst dále", "číst více", "čtěte dále", "celý článek"),
    "da": ("læs mere", "læs videre"),
    "de": ("weiterlesen", "weiter lesen", "mehr lesen", "lesen sie mehr", "mehr dazu", "mehr erfahren"),
    "el": ("διαβάστε περισσότερα", "διαβάστε περισσότερα εδώ", "συνέχεια"),
    "en": (
        "read more", "read more here", "click to read more", "click here to read more", "continue reading",
        "keep reading", "read on", "read the rest", "read full article", "read full story", "read the full article",
        "read the full story", "read the full text", "full article", "full story", "more here",
    ),
    "es": ("leer más", "lee más", "leer mas", "seguir leyendo", "sigue leyendo", "continuar leyendo"),
    "fa": ("ادامه مطلب", "ادامهٔ مطلب", "ادامه‌ی مطلب", "ادامه", "بیشتر بخوانید", "ادامه خبر", "متن کامل"),
    "fi": ("lue lisää",),
    "fr": ("lire la suite", "lire plus", "en savoir plus", "lire l'article", "continuer la lecture"),
    "he": ("קרא עוד", "קראו עוד", "המשך קריאה", "להמשך קריאה"),
    "hi": ("और पढ़ें", "आगे पढ़ें"),
    "hu": ("tovább", "olvass tovább", "bővebben"),
    "id": ("baca selengkapnya", "selengkapnya"),
    "it": ("leggi tutto", "continua a leggere", "leggi di più", "leggi l'articolo"),
    "ja": ("続きを読む", "もっと読む"),
    "ko": ("더 보기", "더보기", "더 읽기", "계속 읽기"),
    "nb": ("les mer", "les videre"),
    "nl": ("lees meer", "lees verder", "verder lezen", "meer lezen"),
    "pl": ("czytaj więcej", "czytaj dalej"),
    "pt": ("leia mais", "ler mais", "saiba mais", "continue lendo", "continuar a ler", "continuar lendo"),
    "ro": ("citește mai mult", "citește mai departe", "citeste mai mult"),
    "ru": ("читать далее", "читать дальше", "читать полностью", "подробнее"),
    "sv": ("läs mer", "läs vidare"),
    "tr": ("devamını oku", "devamı", "daha fazla oku"),
    "uk": ("читати далі", "читати більше", "докладніше", "детальніше"),
    "ur": ("مزید پڑھیں",),
    "vi": ("đọc thêm", "xem thêm"),
    "zh": ("阅读更多", "閱讀更多", "阅读全文", "閱讀全文", "继续阅读", "繼續閱讀"),
}  # fmt: skip

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']?(?P<url>[^\s\"'>]+)[^>]*>(?P<text>[^<]*)</a>", re.IGNORECASE)
DECORATION = re.compile(r"^[\W_]+|[\W_]+$")
#: Letters that keyboards of one script write differently, and marks that do not show.
SAME_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "’": "'", "ʼ": "'"} | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u061c\u2060")
)
#: A marker with its decoration but without a URL is hardly longer than its phrase.
DECORATION_LENGTH = 16


class Marker(NamedTuple):
    """A marker as it stands in a text; `sentence_end` where one full stop follows it, as in running text."""

    text: str
    link: str | None
    sentence_end: bool


def fold(text: str) -> str:
    """A phrase without case, width, invisible marks, decoration or odd spacing, for comparison alone."""
    bare = DECORATION.sub("", unicodedata.normalize("NFKC", text).translate(SAME_LETTERS))
    return " ".join(bare.casefold().split())


class Markers:
    """Every spelling that ends an article: the built-in ones and those that the user added."""

    def __init__(self, further: tuple[str, ...] = ()) -> None:
        every = [phrase for phrases in PHRASES.values() for phrase in phrases] + list(further)
        self._folded = frozenset(filter(None, map(fold, every)))
        # As most people write them, so that the line that a scan meets most often costs one look.
        self._plain = {
            spelling: Marker(spelling, None, sentence_end=False)
            for phrase in every
            for spelling in (phrase, phrase.capitalize(), phrase.title(), phrase.upper())
            if fold(spelling) == fold(phrase) and fold(phrase)
        }
        self._longest = max(map(len, every)) + DECORATION_LENGTH

    def read(self, line: str) -> Marker | None:
        """The marker that a whole line is, or None: it costs a line of running text next to nothing."""
        if marker := self._plain.get(line):
            return marker
        if len(line) > self._longest and "://" not in line and "www." not in line:
            return None
        bare = line.strip()
        phrase, link = self._split(bare)
        if fold(phrase) not in self._folded:
            return None
        return Marker(bare, link, sentence_end=bare.endswith(".") and not bare.endswith(".."))

    def mentions(self, line: str) -> str | None:
        """The spelling that stands somewhere inside a line, for people who ask why it ended nothing."""
        folded = f" {fold(line)} "
        return next((phrase for phrase in sorted(self._folded, key=len, reverse=True) if f" {phrase} " in folded), None)

    @staticmethod
    def _split(line: str) -> tuple[str, str | None]:
        if anchor := ANCHOR.fullmatch(line):
            return anchor["text"], _web_address(anchor["url"])
        if url := URL.search(line):
            address = _without_closing(url[0])
            return line[: url.start()] + " " + line[url.start() + len(address) :], _web_address(address)
        return line, None


def _without_closing(url: str) -> str:
    """A URL without the bracket or full stop that belongs to the text around it."""
    while url and (url[-1] in ".,;:!?*_…'" or (url[-1] in ")]}" and url.count(url[-1]) > url.count(_OPENING[url[-1]]))):
        url = url[:-1]
    return url


_OPENING = {")": "(", "]": "[", "}": "{"}


def _web_address(url: str) -> str | None:
    if url.lower().startswith(("http://", "https://")):
        return url
    return f"http://{url}" if url.lower().startswith("www.") else None


@cache
def markers_for(further: tuple[str, ...]) -> Markers:
    """The markers for one configuration, made once."""
    return Markers(further)
