"""Which articles of several sources are one: the same text, give or take what an editor changes in passing. Pure.

Two questions, one cheap and one exact:

    text ─sketches─▶ a few numbers ─equal ones in the store─▶ entries that might be alike ─alike─▶ those that are
                                                                             └─resemblance─▶ how near they are

A story merged by mistake hides an article, a missed one shows it twice: so another number, another name or another day
makes another article, however long the rest that is the same. Forms that are filled in anew each day are that way.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.fuzz import ratio

from aggregator.editing.sketching import UNMISTAKABLE, words_of

#: After so many seconds the same long text is news again, such as the yearly call for volunteers.
LONG_AFTER: Final = 30 * 86_400
#: And a short one, such as `Details follow.` under `Weather`, is another day's.
SHORT_AFTER: Final = 12 * 3600
#: How alike the words of two texts must be, and the spellings of one word that was replaced: `organise`, `organize`;
#: but neither `Tuesday`, `Thursday` nor `million`, `billion`.
LEAST_ALIKE: Final = 0.9
LEAST_SPELLING: Final = 87.0
#: How alike the words of two texts must be for a reader of one to be told of the other, which hides neither.
LEAST_RESEMBLANCE: Final = 0.8
#: Fewer words are too few to be alike.
LEAST_WORDS: Final = 15

#: From here on are scripts of which a single character may be a word.
_UNSPACED: Final = "\u0e00"

#: An article is compared with one after the other, and its words are found once.
_words: Final = lru_cache(maxsize=32)(words_of)


def near(one: int, other: int, text: str) -> bool:
    """Whether two moments (seconds since 1970) are near enough for articles with such a text to be one."""
    return abs(one - other) <= (LONG_AFTER if len(text) >= UNMISTAKABLE else SHORT_AFTER)


def alike(one: str, other: str) -> bool:
    """Whether two long texts are one article: the same words, or the beginning of them, or a few that do not matter."""
    if min(len(one), len(other)) < UNMISTAKABLE:
        return False
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if longer[: len(shorter)] == shorter:
        return True
    if len(shorter) < LEAST_WORDS:
        return False
    if Indel.normalized_similarity(shorter, longer, score_cutoff=LEAST_ALIKE) < LEAST_ALIKE:
        return False
    return all(
        step.tag == "equal" or _passing(shorter[step.src_start : step.src_end], longer[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(shorter, longer)
    )


def resemblance(one: str, other: str) -> float:
    """How alike two long texts are, from 0 to 1; 0 where that is too little to be worth a word.

    Unlike what is `alike` they may differ in numbers and names: last year's call for volunteers, the next closed road.
    """
    if min(len(one), len(other)) < UNMISTAKABLE:
        return 0.0
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if longer[: len(shorter)] == shorter:
        return 1.0
    return Indel.normalized_similarity(shorter, longer, score_cutoff=LEAST_RESEMBLANCE)


def _passing(removed: Sequence[bytes], added: Sequence[bytes]) -> bool:
    """Whether a change tells nothing else: another spelling, or words more that name no number."""
    before, after = (b" ".join(words).decode(errors="surrogatepass") for words in (removed, added))
    if any(character.isnumeric() or character >= _UNSPACED for character in before + after):
        return False
    return not (before and after) or ratio(before, after) >= LEAST_SPELLING
