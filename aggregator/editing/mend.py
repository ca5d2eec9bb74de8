"""Damaged text made readable again, without changing, adding or dropping a word.

Two kinds of damage are mended: letters that were decoded with the wrong table (`donâ€™t`), and quotation marks that
lost their direction and the space beside them on the way through an editor (`said”the dam is safe,”adding`). What
else looks odd, such as dots in a row or a full stop without a space, may be somebody's intent or name and stays.
"""

import re
from enum import Enum
from typing import NamedTuple

from aggregator.mojibake import decode_again

#: A mark with no space on either side and a letter after it: where direction and space may have been lost.
GLUED = re.compile(r"[“”](?<=\S.)(?=[^\W\d_])")
#: The Swedish and Finnish way, where the same mark opens and closes. The mark stands first in the pattern, for one
#: character is found faster than any of several.
OPENED_BY_CLOSING_MARK = re.compile(r"”(?<![^\s(\[]”)(?=\w)")
MARKS = re.compile("[“”„]")
OPENING_BRACKETS = "([{«‹¿¡"
#: What joins a quotation to what comes before it, as in `l’“affaire”` or `non-“native”`.
JOINING = "-–—/'’‘“"
#: What has lost the space after it where a quotation mark follows at once. Others, such as the full-width `：` of
#: Chinese or the `=` of a program, never had one.
PARTING = ".,:;!?…)]}%”’»"
#: The ending of a quoted name, as in `the “Herald”s crew`; as a word, it stands alone in no language of capitals.
ENDING = re.compile(r"s(?![^\W\d_])")


def mend(text: str) -> str:
    """The same words, readable; text without damage comes back as it is, at the price of a few searches."""
    if text.isascii():
        return text
    text = decode_again(text)
    if ("“" in text or "”" in text) and GLUED.search(text):
        text = "\n\n".join(
            _turn_quotes(paragraph) if GLUED.search(paragraph) else paragraph for paragraph in text.split("\n\n")
        )
    return text


class Turn(Enum):
    """Which way a mark faces."""

    OPEN = "open"
    CLOSE = "close"


class Mark(NamedTuple):
    """One quotation mark: where it stands, and what each reading of it would cost (None: it cannot be read so).

    `glued` tells that a space is missing beside it.
    """

    place: int
    opening: float | None
    closing: float | None
    glued: bool = False


#: Prices of an unlikely turn, found on damaged digests: opening inside an open quotation (its end was cut off),
#: closing what is not open, and leaving a quotation open (the excerpt was cut off).
REOPENING, CLOSING_NOTHING, LEFT_OPEN = 1.5, 3.0, 0.5


def _turn_quotes(paragraph: str) -> str:
    """Give each glued mark the direction that makes the paragraph's quotations pair best, and its space back."""
    low = paragraph.find("„")
    marks = [
        mark
        for match in MARKS.finditer(paragraph)
        if (mark := _read_mark(paragraph, match.start(), german=-1 < low < match.start()))
    ]
    opening_mark = "”" if OPENED_BY_CLOSING_MARK.search(paragraph) else "“"
    pieces: list[str] = []
    end = 0
    for mark, turn in zip(marks, _cheapest_turns(marks), strict=True):
        if mark.glued:
            opening = "“" if paragraph[mark.place] == "“" else opening_mark
            space = "" if paragraph[mark.place - 1] in JOINING else " "
            pieces += paragraph[end : mark.place], space + opening if turn is Turn.OPEN else "” "
            end = mark.place + 1
    return "".join(pieces) + paragraph[end:]


def _read_mark(text: str, place: int, *, german: bool) -> Mark | None:
    """What the neighbours of a mark say about its direction; None where it is no quotation mark at all.

    `german` tells that a low mark stands before it, so that `“` closes.
    """
    mark, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if mark == "“" and german:
        return Mark(place, None, 0.0)
    if mark == "„" or not before or before.isspace() or before in OPENING_BRACKETS:
        return Mark(place, 0.0, None)
    # Only scripts with capitals part words and quotations by spaces; in the others a glued mark is as it should be.
    glued = _is_cased(after) and (_is_cased(before) or before in PARTING or before in JOINING)
    if mark == "“":
        return Mark(place, 0.0, None, glued)
    if not after.isalnum() or ENDING.match(text, place + 1):
        return Mark(place, None, 0.0)
    return _weigh(place, before) if glued else None


def _is_cased(character: str) -> bool:
    return character.lower() != character.upper()


def _weigh(place: int, before: str) -> Mark:
    """The odds of a mark glued on both sides, by the character before it.

    `that”the` opens, as a closing mark mostly follows a stop; `them,”describing` closes, unless nothing is open, as in
    `reporters,”The`.
    """
    if before.isalpha():
        return Mark(place, 0.0, 1.0, glued=True)
    if before in ":;":
        return Mark(place, 0.0, 2.0, glued=True)
    if before in ",.!?…":
        return Mark(place, 1.0, 0.0, glued=True)
    return Mark(place, 0.5, 0.5, glued=True)


def _cheapest_turns(marks: list[Mark]) -> list[Turn]:
    """The directions of all marks that together cost least: Viterbi's path over two states, open or not."""
    impossible = float("inf")
    closed, opened = 0.0, impossible
    came_from: list[dict[Turn, Turn]] = []
    for mark in marks:
        opening = impossible if mark.opening is None else mark.opening
        closing = impossible if mark.closing is None else mark.closing
        came_from.append(
            {
                Turn.OPEN: Turn.OPEN if opened + REOPENING < closed else Turn.CLOSE,
                Turn.CLOSE: Turn.OPEN if opened < closed + CLOSING_NOTHING else Turn.CLOSE,
            }
        )
        closed, opened = (
            min(opened, closed + CLOSING_NOTHING) + closing,
            min(closed, opened + REOPENING) + opening,
        )
    turn = Turn.OPEN if opened + LEFT_OPEN < closed else Turn.CLOSE
    turns: list[Turn] = []
    for step in reversed(came_from):
        turns.append(turn)
        turn = step[turn]
    return turns[::-1]
