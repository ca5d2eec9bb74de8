"""Press digests: a title, an excerpt, `Read more`, again and again.

    text ─lines─▶ blocks, each ended by a marker ─▶ Article

A block is read top down: the first line is the title, the rest the excerpt, whether or not an empty line stands between
them. One line that is nothing but a date, before the title, after it or at the block's end, is the article's date; one
at the block's end that names tags (`Tags: harbour, ferries`) is not text either. An
address alone under a marker, with an empty line between them or none, belongs to the marker. A file without any marker
is one block, and what follows the last marker is the last block.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from aggregator.model import Article, DateLine, Parsed
from aggregator.mojibake import as_if_misread
from aggregator.reading.dateline import read_date_line
from aggregator.reading.format import InputFormat, ReadingRules
from aggregator.reading.markers import Marker, Markers, address_alone, markers_for
from aggregator.reading.tagline import read_tag_line

#: A longer first line is a paragraph: its beginning becomes the title and all of it stays in the text.
LONGEST_TITLE = 300
#: Lines such as `-----` or `* * *` part articles for the eye and hold no word.
RULE = re.compile(r"(?:[-=_*~#+·•–—─━═]\s*){3,}")
#: What does nothing at either end of a line: spaces of all widths, and marks without width or direction.
SPACES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u00ad\u200b\u200c\u200d\u2060\ufeff"
#: A line of nothing but these looks empty: besides, they direct what stands between them, or fill.
INVISIBLE = re.compile(
    rf"[{SPACES}\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200e\u200f\u202a-\u202e\u2061-\u206f\u2800\u3164\ufe00-\ufe0f"
    r"\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
#: A byte-order mark that was read as windows-1252 and saved so.
MARK_AS_LETTERS = "ï»¿"
#: How a line ends that ends a sentence.
STOPS = tuple('.!?…:;。！？؟۔।։።”"»’)]')


#: Number and text of a line that is not empty. There are very many, and a named tuple takes six times as long to make.
Line = tuple[int, str]


class Digest:
    """The input format that the program was made for."""

    name = "press digest"
    suffixes = frozenset({"", ".txt", ".text", ".md", ".markdown"})

    def recognises(self, text: str, rules: ReadingRules) -> bool:
        """A text is a digest under any name if a marker stands in it."""
        markers = markers_for(rules.markers)
        return any(markers.read(line) for line in _lines(text))

    def parse(self, text: str, rules: ReadingRules) -> Parsed:
        """The articles in the text's order; blocks without a word are passed over with a note."""
        articles: list[Article] = []
        notes: list[tuple[int, str]] = []
        for first, lines, marker, last in _blocks(text, markers_for(rules.markers)):
            paragraphs = _paragraphs(lines, first)
            if paragraphs:
                articles.append(_article(paragraphs, marker, last))
            elif marker:
                notes.append((last, f"“{marker.text}” ends nothing: no title stands above it"))
        return Parsed(self.name, tuple(articles), tuple(notes))

    def remarks(self, text: str, rules: ReadingRules) -> Iterable[tuple[int, str]]:
        """Lines that speak of a marker without being one."""
        markers = markers_for(rules.markers)
        ends = {
            number
            for first, lines, marker, last in _blocks(text, markers)
            if marker
            for number in range(first + len(lines), last + 1)
        }
        for number, line in enumerate(_lines(text), 1):
            if number not in ends and (phrase := markers.mentions(line)):
                yield number, f"“{phrase}” stands inside running text, so it ends no article"


def _lines(text: str) -> list[str]:
    return text.removeprefix(MARK_AS_LETTERS).split("\n")


def _blocks(text: str, markers: Markers) -> Iterator[tuple[int, Sequence[str], Marker | None, int]]:
    """(number of the first line, lines without the marker, marker, number of the last line) of each block."""
    lines, longest, start = _lines(text), markers.longest_in(text), 0
    for index, line in enumerate(lines):
        if not line or len(line.strip()) > longest or not (marker := markers.read(line)):
            continue
        above = lines[index - 1] if index > start else ""
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if not above or _ends_block(_visible(above), marker, _visible(below)):
            end = index + 1
            beneath = end if below.strip(SPACES) else end + 1  # an address is no title, even after an empty line
            if not marker.link and beneath < len(lines) and (address := address_alone(lines[beneath])):
                marker, end = marker._replace(link=address), beneath + 1
            yield start + 1, lines[start:index], marker, end
            start = end
    yield start + 1, lines[start:], None, len(lines)


def _ends_block(above: str, marker: Marker, below: str) -> bool:
    """Whether a line that spells a marker is one, and not the middle or the end of a sentence broken over lines."""
    if not above or above.endswith(STOPS):  # no sentence is open that could go on here
        return True
    if below[:1].islower() and not below[1:2].isupper():  # `iPhone sales rise` is a title
        return False
    if marker.sentence_end and marker.link is None:
        return not below and (marker.text[0].isupper() or not marker.text[0].isalpha())
    return True


def _visible(line: str) -> str:
    """What shows of a line; nothing of one that only parts others for the eye."""
    text = line.strip(SPACES)
    if not text or (text[0].isascii() and text[0].isalnum()):
        return text
    return "" if INVISIBLE.fullmatch(text) or RULE.fullmatch(text) else text


def _paragraphs(lines: Sequence[str], number: int) -> list[list[Line]]:
    """The lines of a block, grouped by what is empty between them."""
    paragraphs: list[list[Line]] = []
    apart = True
    for position, line in enumerate(lines, number):
        text = _visible(line) if line else ""
        if not text:
            apart = True
        elif apart:
            paragraphs.append([(position, text)])
            apart = False
        else:
            paragraphs[-1].append((position, text))
    return paragraphs


def _article(paragraphs: list[list[Line]], marker: Marker | None, last: int) -> Article:
    tags, tagged = _take_tags(paragraphs)
    date, dated = _take_date(paragraphs)
    if not tags and date:
        tags, tagged = _take_tags(paragraphs)
    (line, title), *beneath = paragraphs[0]
    text = ["\n".join([text for _, text in each]) for each in ([beneath] if beneath else []) + paragraphs[1:]]
    words = " ".join(title.split())
    if len(words) > LONGEST_TITLE:
        text.insert(0, title)
        # At a space, where one is near: there is none in Chinese.
        words = words[: max(words.rfind(" ", LONGEST_TITLE // 2, LONGEST_TITLE), 0) or LONGEST_TITLE] + " …"
    if marker is None:
        last, link, ended_by = paragraphs[-1][-1][0], None, None
    else:
        ended_by, link, _ = marker
    # By place, in half of the time that names take.
    return Article(line, last, words, tuple(text), link, date, dated, ended_by, tags, tagged)


def _take_tags(paragraphs: list[list[Line]]) -> tuple[tuple[str, ...], str | None]:
    """Take the line of tags out of the block, where it is the last one and not the only one."""
    if len(paragraphs) == 1 and len(paragraphs[0]) == 1:
        return (), None
    _, text = paragraphs[-1][-1]
    tags = read_tag_line(as_if_misread(text))
    if tags:
        del paragraphs[-1][-1]
        if not paragraphs[-1]:
            del paragraphs[-1]
    return tags, text if tags else None


def _take_date(paragraphs: list[list[Line]]) -> tuple[DateLine | None, str | None]:
    """Take the block's date line out of it, where it has one and something else besides."""
    if len(paragraphs) == 1 and len(paragraphs[0]) == 1:
        return None, None
    second = (0, 1) if len(paragraphs[0]) > 1 else (1, 0)
    for paragraph, line in dict.fromkeys(((0, 0), second, (len(paragraphs) - 1, len(paragraphs[-1]) - 1))):
        _, text = paragraphs[paragraph][line]
        if len(text) < LONGEST_TITLE and (date := read_date_line(as_if_misread(text))):
            del paragraphs[paragraph][line]
            if not paragraphs[paragraph]:
                del paragraphs[paragraph]
            return date, text
    return None, None


FORMATS: tuple[InputFormat, ...] = (Digest(),)
