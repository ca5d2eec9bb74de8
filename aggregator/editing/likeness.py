"""How alike two articles are, and whether that is enough to take them for one.

    title, text ─wording─▶ words ─compare─▶ Likeness: score, evidence, enough

The score is the share of words that both texts have in the same order. What is enough depends on the title: a
follow-up keeps half of the words and most of the headline, a column all of its title and hardly a word, an edited
article three quarters of its words. The bars below lie between these, as measured by `bench/identity.py`.
"""

import re
import unicodedata
from collections import Counter
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel, LCSseq

#: Characters of scripts that put no space between words, each a word of its own: Thai to Khmer, kana, Han.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
#: What stands within a word without being a letter to `re`: accents, vowel signs.
MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:[{MARKS}]+[^\W{UNSPACED}]*)*")
DIGITS = re.compile(r"\d+")

#: In so many characters a text's first word is looked for.
LONGEST_BEGINNING = 40
#: A bar that no score reaches.
BEYOND = 2.0
#: One letter in so many may be a slip of the hand; at least one.
LETTERS_A_SLIP = 24
#: In a shorter title, one letter makes another word.
FEWEST_LETTERS_TO_SLIP = 7
#: A word of so many letters is another one if one of them is: `A` and `B`, `I` and `II`, `二` and `三`.
LETTERS_WITHOUT_SLIP = 2
#: Titles that have so many words in common are variations of one headline, as a follow-up's is.
ALIKE_TITLES = 0.5
#: An extended text keeps so much of the old one, in runs of so many words, and is longer by so much at least.
EXTENSION_KEEPS, RUN, EXTENSION_GROWS = 0.95, 3, 4 / 3
#: Fewer words than these are found in any longer text.
FEWEST_TO_EXTEND = 8
#: A name has so many words; one word that title and text exchange may be a mistake that was corrected.
FEWEST_OF_ANOTHER = 2
#: Characters that are words recur by chance, as particles do: the least score where most words are such.
BAR_UNSPACED = 0.71
#: How much less is enough under the same title in the same place, between the same neighbours.
IN_PLACE = 0.06


class Titles(IntEnum):
    """How two titles stand to each other."""

    OTHER = 0
    ALIKE = 1
    SLIP = 2
    SAME = 3


class Wording(NamedTuple):
    """What of an article is compared: the words of its title and of its text, without case and punctuation."""

    title: tuple[str, ...]
    words: tuple[str, ...]


class Likeness(NamedTuple):
    """How alike two articles are, 0 to 1, and what would have to be reached to take them for one."""

    score: float
    titles: Titles
    bar: float


def wording(title: str, text: str) -> Wording:
    """What of a title and a text is compared."""
    return Wording(words(title), words(text))


def words(text: str) -> tuple[str, ...]:
    """The words of a text without case and punctuation; each character where a script puts no space between them."""
    return tuple(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def first_word(text: str) -> str:
    """The first word of a text as `words` reads it, or its beginning; none where nothing of a word comes soon."""
    found = WORD.search(unicodedata.normalize("NFKC", text[:LONGEST_BEGINNING]).casefold())
    return found[0] if found else ""


def compare(old: Wording, new: Wording, *, moved: bool) -> Likeness:
    """How alike an old article and a new reading are; `moved` where the new one stands in another file."""
    titles = _compare_titles(old.title, new.title)
    if not old.words or not new.words:
        return _compare_without_text(old, new, titles, moved=moved)
    score = Indel.normalized_similarity(old.words, new.words)
    bar = _bar(titles, min(len(old.words), len(new.words)), moved=moved)
    if _is_unspaced(old.words) and titles >= Titles.SLIP:
        bar = max(bar, BAR_UNSPACED)
    if titles < Titles.SLIP and _is_of_another(old, new):
        return Likeness(score, titles, BEYOND)
    if score < bar:
        shorter, longer = sorted((old.words, new.words), key=len)
        # A text that was cut short is told from a follow-up only by its title.
        if (shorter == old.words or titles >= Titles.SLIP) and _is_extension(shorter, longer, titles, moved=moved):
            return Likeness((1 + score) / 2, titles, 0.0)
    return Likeness(score, titles, bar)


def _compare_titles(old: tuple[str, ...], new: tuple[str, ...]) -> Titles:
    if old == new:
        return Titles.SAME
    # Without spaces: a slip of the hand may lose one.
    before, after = "".join(old), "".join(new)
    slips = max(1, min(len(before), len(after)) // LETTERS_A_SLIP)
    if (
        min(len(before), len(after)) >= FEWEST_LETTERS_TO_SLIP
        and OSA.distance(before, after, score_cutoff=slips) <= slips
        and DIGITS.findall(before) == DIGITS.findall(after)
        and not _differ_in_a_short_word(old, new)
    ):
        return Titles.SLIP
    return Titles.ALIKE if Indel.normalized_similarity(old, new) >= ALIKE_TITLES else Titles.OTHER


def _is_unspaced(read: tuple[str, ...]) -> bool:
    return sum(map(len, read)) * 2 < len(read) * 3


def _differ_in_a_short_word(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether one short word stands for another, which is no slip: a part, a group, a day of another number."""
    if len(old) != len(new):
        return False
    exchanged = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return len(exchanged) == 1 and max(map(len, exchanged[0])) <= LETTERS_WITHOUT_SLIP


def _bar(titles: Titles, count: int, *, moved: bool) -> float:
    """The least score of one article under such titles, where the shorter text has `count` words."""
    if titles is Titles.SAME:
        return max(0.62, 0.56 + 1.5 / count) if moved else 0.62
    if titles is Titles.SLIP:
        return max(0.70, 0.60 + 1.5 / count) if moved else 0.70
    return max(0.74, 0.70 + 0.7 / count) if titles is Titles.ALIKE else max(0.71, 0.68 + 1.0 / count)


def _compare_without_text(old: Wording, new: Wording, titles: Titles, *, moved: bool) -> Likeness:
    """Titles alone: the same one in the same file, before or after it got a text, or with a slip of the hand."""
    if titles is Titles.SAME:
        return Likeness(1.0 if old.words == new.words else 0.5, titles, BEYOND if moved else 0.5)
    both_bare = not old.words and not new.words
    score = Indel.normalized_similarity(old.title, new.title) if both_bare else 0.0
    return Likeness(score, titles, 0.0 if both_bare and titles is Titles.SLIP and not moved else BEYOND)


def _is_of_another(old: Wording, new: Wording) -> bool:
    """Whether title and text exchange the same words for the same others: another street, another person."""
    before, now = Counter(old.title), Counter(new.title)
    went = set(before - now).intersection(old.words).difference(new.words)
    came = set(now - before).intersection(new.words).difference(old.words)
    return min(len(went), len(came)) >= FEWEST_OF_ANOTHER


def _is_extension(old: tuple[str, ...], new: tuple[str, ...], titles: Titles, *, moved: bool) -> bool:
    """Whether the new text is the old one with more in front of it, behind it or between its sentences."""
    if len(new) < len(old) * EXTENSION_GROWS:
        return False
    if len(old) < (RUN if titles >= Titles.SLIP and not moved else FEWEST_TO_EXTEND):
        return False
    if LCSseq.similarity(old, new) < len(old) * EXTENSION_KEEPS:
        return False
    blocks = LCSseq.editops(old, new).as_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN) >= len(old) * EXTENSION_KEEPS
