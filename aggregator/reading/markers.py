"""The line that ends an article: `Read more`, in its many spellings and languages."""

import re
import unicodedata
from collections import Counter
from functools import cache, cached_property
from html import unescape
from typing import NamedTuple

from aggregator.mojibake import as_if_misread

#: What editors put under an excerpt, by language; compared after `fold`, so case, accents, width and decoration do not
#: matter.
PHRASES: dict[str, tuple[str, ...]] = {
    "am": ("ተጨማሪ ያንብቡ",),
    "ar": ("اقرأ المزيد", "اقرأ أكثر", "قراءة المزيد", "تابع القراءة", "أكمل القراءة", "المزيد"),
    "bg": ("прочети повече",),
    "bn": ("আরও পড়ুন",),
    "ca": ("llegir més",),
    "ckb": ("زیاتر بخوێنەوە",),
    "cs": ("číst dál", "číst dále", "číst více", "čtěte dále", "celý článek"),
    "da": ("læs mere", "læs videre"),
    "de": ("weiterlesen", "weiter lesen", "mehr lesen", "lesen sie mehr", "mehr dazu", "mehr erfahren", "zum artikel"),
    "el": ("διαβάστε περισσότερα", "διαβάστε περισσότερα εδώ", "συνέχεια"),
    "en": (
        "read more", "read more here", "click to read more", "click here to read more", "continue reading",
        "keep reading", "read on", "read the rest", "read full article", "read full story", "read the full article",
        "read the full story", "read the full story here", "read the full text", "read the article", "full article",
        "full story", "more here", "read more at", "learn more", "find out more", "see more",
    ),
    "es": ("leer más", "lee más", "seguir leyendo", "sigue leyendo", "continuar leyendo", "ver más"),
    "et": ("loe edasi",),
    "eu": ("irakurri gehiago",),
    "fa": (
        "ادامه مطلب", "ادامه‌ی مطلب", "ادامه ی مطلب", "ادامه", "بیشتر بخوانید", "ادامه خبر", "متن کامل", "مطالعه بیشتر",
    ),
    "fi": ("lue lisää",),
    "fr": ("lire la suite", "la suite", "lire plus", "en savoir plus", "lire l'article", "continuer la lecture"),
    "he": ("קרא עוד", "קראו עוד", "המשך קריאה", "להמשך קריאה"),
    "hi": ("और पढ़ें", "आगे पढ़ें"),
    "hr": ("pročitaj više", "pročitajte više"),
    "hu": ("tovább", "olvass tovább", "bővebben"),
    "hy": ("կարդալ ավելին",),
    "id": ("baca selengkapnya", "selengkapnya"),
    "it": ("leggi tutto", "continua a leggere", "leggi di più", "leggi l'articolo"),
    "ja": ("続きを読む", "もっと読む"),
    "ka": ("წაიკითხე მეტი",),
    "ko": ("더 보기", "더보기", "더 읽기", "계속 읽기"),
    "lt": ("skaityti daugiau",),
    "lv": ("lasīt vairāk",),
    "mr": ("अधिक वाचा",),
    "nb": ("les mer", "les videre"),
    "nl": ("lees meer", "lees verder", "verder lezen", "meer lezen"),
    "pl": ("czytaj więcej", "czytaj dalej"),
    "pt": ("leia mais", "ler mais", "saiba mais", "continue lendo", "continuar a ler", "continuar lendo"),
    "ro": ("citește mai mult", "citește mai departe"),
    "ru": ("читать далее", "читать дальше", "читать больше", "читать полностью", "подробнее"),
    "sk": ("čítať viac",),
    "sl": ("preberi več",),
    "sq": ("lexo më shumë",),
    "sr": ("прочитај више", "прочитајте више"),
    "sv": ("läs mer", "läs vidare"),
    "ta": ("மேலும் படிக்க",),
    "th": ("อ่านต่อ",),
    "tr": ("devamını oku", "devamını okuyun", "devamı", "daha fazla oku", "okumaya devam et"),
    "uk": ("читати далі", "читати більше", "докладніше", "детальніше"),
    "ur": ("مزید پڑھیں", "مزید پڑھئے"),
    "vi": ("đọc thêm", "đọc tiếp", "xem thêm"),
    "zh": ("阅读更多", "閱讀更多", "阅读全文", "閱讀全文", "继续阅读", "繼續閱讀", "阅读原文", "查看更多", "查看全文"),
}  # fmt: skip

#: Not only addresses that can be followed: a marker with another one is a marker all the same.
URL = re.compile(
    r"(?:(?:https?|ftp)://|(?:javascript|vbscript|data|mailto|file):|www\.)"
    r"[^\s<>\"“”«»、。，；：！？）】」』》\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+",
    re.IGNORECASE,
)
HREF = re.compile(r"(?:\bhref|<url)\s*=\s*[\"'“”]?([^\s\"'“”<>]+)", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
#: A link as forums write it, `[url=https://example.org]Read more[/url]`: HTML but for its brackets.
FORUM_TAG = re.compile(r"\[(/?url\b[^][<>]*)\]", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
LETTER = re.compile(r"[^\W\d_]")
#: A folded phrase may be numbered, as in `1. Read more`, or count what follows, as in `Read more (3)`.
NUMBER = re.compile(r"^\d{1,2} (?=[^\W\d])|(?<=[^\W\d]) \d{1,2}$")
#: What leads from a folded phrase to its address, as in `Read more on https://example.org`.
LEADS = frozenset({"at", "on", "via", "auf", "bei", "en", "em", "op", "pa", "su", "sur", "на"})
#: Letters that keyboards of one script write differently, or that lose their dot, and a stroke that only lengthens.
SAME_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ı": "i", "ـ": None})
#: Combining marks and characters that do not show: what is typed with accents is also typed without.
UNSEEN = frozenset({"Mn", "Cf"})
#: A marker with its decoration but without a URL is hardly longer than its phrase.
DECORATION_LENGTH = 16
#: One with a URL is no longer than what browsers take for one, with room for HTML around it.
LONGEST_WITH_URL = 3000
#: A full stop, as in running text; several are decoration.
FULL_STOP = re.compile(r"(?<![.!?])[.!?。！？؟۔।։።]$")


class Marker(NamedTuple):
    """A marker as it stands in a text; `sentence_end` where it ends like a sentence of running text."""

    text: str
    link: str | None
    sentence_end: bool


def fold(text: str) -> str:
    """A phrase without case, accents, width, invisible marks, punctuation or odd spacing, for comparison alone.

    What holds no letter, such as `###` or `-30-`, is nothing but punctuation, and stays.
    """
    folded = text
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text).translate(SAME_LETTERS)
        folded = "".join(letter for letter in letters if unicodedata.category(letter) not in UNSEEN)
    words = " ".join(WORD.findall(folded.casefold()))
    return words if LETTER.search(words) else " ".join(text.split())


class Markers:
    """Every spelling that ends an article: the built-in ones and those that the user added."""

    def __init__(self, further: tuple[str, ...] = ()) -> None:
        every = [phrase for phrases in PHRASES.values() for phrase in phrases] + list(further)
        self._phrases = {fold(phrase): phrase for phrase in every if phrase.strip()}
        # As most people write them, so that the line that a scan meets most often costs one look.
        self._plain = {
            spelling: Marker(spelling, None, sentence_end=False)
            for phrase in every
            for spelling in (phrase, phrase.capitalize(), phrase.title(), phrase.upper())
            if fold(spelling) == fold(phrase) and fold(phrase)
        }
        # Some letters are several in capitals.
        self._longest = max(map(len, (*every, *self._plain))) + DECORATION_LENGTH

    def read(self, line: str) -> Marker | None:
        """The marker that a whole line is, or None: it costs a line of running text next to nothing."""
        if marker := self._plain.get(line):
            return marker
        bare = line.strip()
        if len(bare) > self.longest_in(bare):
            return None
        bare = as_if_misread(bare)  # a damaged `Read more »` ends its article, too
        phrase, link = _split(bare)
        if len(phrase) > self._longest or not self._holds(fold(phrase), linked=link is not None):
            return None
        return Marker(bare, link, sentence_end=FULL_STOP.search(bare) is not None)

    def longest_in(self, text: str) -> int:
        """How many characters any line of this text has at most that is a marker."""
        if len(text) > self._longest and _may_hold_address(text):
            return max(self._longest, LONGEST_WITH_URL)
        return self._longest

    def _holds(self, words: str, *, linked: bool) -> bool:
        if words in self._phrases:
            return True
        if words[:1].isdigit() or words[-1:].isdigit():  # most lines are spared the pattern
            words = NUMBER.sub("", words)
        if linked and words.rpartition(" ")[2] in LEADS:
            words = words.rpartition(" ")[0]
        return words in self._phrases

    def mentions(self, line: str) -> str | None:
        """The spelling that stands somewhere inside a line, for people who ask why it ended nothing."""
        found = self._anywhere.search(fold(line))
        return self._phrases[found[0]] if found else None

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        longest_first = sorted(self._phrases, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def address_alone(line: str) -> str | None:
    """The web address that is all of a line, as it stands under a marker; None where there is another word."""
    bare = line.strip()
    phrase, link = _split(bare) if len(bare) <= LONGEST_WITH_URL else (bare, None)
    return None if WORD.search(phrase) else link


def _may_hold_address(text: str) -> bool:
    # One character is found ten times as fast as two, and running text seldom holds these.
    return (
        ("<" in text and "</" in text)
        or ("]" in text and "](" in text)
        or (":" in text and ("://" in text or "script:" in text))
        or "www." in text
    )


def _split(line: str) -> tuple[str, str | None]:
    """The words of a line and the first address that it carries, be it in HTML, in Markdown or plainly."""
    address = ""
    if "[" in line:
        line = FORUM_TAG.sub(r"<\1>", line)
    if "<" in line and (href := HREF.search(line)):
        address = href[1]
    elif "](" in line:
        line, _, target = line.partition("](")
        address = _without_closing(target.split(maxsplit=1)[0]) if target.strip() else ""
        line += target[len(address) :].partition(")")[2]
    elif (":" in line or "." in line) and (url := URL.search(line)):
        address = _without_closing(url[0])
        line = URL.sub(" ", line)
    if "<" in line or "&" in line:
        line = unescape(TAG.sub(" ", line))
    return line, _web_address(address.replace("&amp;", "&")) if address else None


def _without_closing(url: str) -> str:
    """A URL without the bracket or full stop that belongs to the text around it."""
    held = Counter(url)
    end = len(url)
    while end and (url[end - 1] in ".,;:!?*_…'" or held[url[end - 1]] > held[_OPENING.get(url[end - 1], url[end - 1])]):
        end -= 1
        held[url[end]] -= 1
    return url[:end]


_OPENING = {")": "(", "]": "[", "}": "{"}


def _web_address(url: str) -> str | None:
    if url.lower().startswith(("http://", "https://")):
        return url
    return f"http://{url}" if url.lower().startswith("www.") else None


@cache
def markers_for(further: tuple[str, ...]) -> Markers:
    """The markers for one configuration, made once."""
    return Markers(further)
