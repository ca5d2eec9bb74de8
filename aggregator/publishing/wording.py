"""What the pages and the commands say in the same words."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from aggregator.editing.naming import MONTHS

#: What an article was recognised by, by identity's own word for it.
EVIDENCE: Final = {
    "new": "seen for the first time",
    "same": "the same title and text, in the same file",
    "moved": "the same title and text, in another file or back again",
    "title": "the same title; the text was edited",
    "text": "the same text; the title was edited",
    "alike": "title and text much alike",
    "position": "the same place among its neighbours",
}


def evidence_in_words(evidence: str) -> str:
    """What an article was recognised by; a word that is not known here, from a later version, stays as it is."""
    return EVIDENCE.get(evidence, evidence)


def score_in_words(score: float) -> str:
    """A score from 0 to 1 in per cent, of which only a full match has 100."""
    return f"{min(int(score * 100), 100)}%"


def removals_held_back(count: int) -> str | None:
    """What was not withdrawn and what to do about it; None where nothing was held back."""
    if not count:
        return None
    return (
        f"{count} {'entry' if count == 1 else 'entries'} would be withdrawn at once, more than anybody may have meant; "
        "nothing was: bring the files back, or run aggregator scan --allow-removals"
    )


def day_in_words(moment: datetime) -> str:
    """The day of a moment, `14 March 2012`, whatever the process's locale is at the moment."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


@lru_cache(maxsize=256)
def language_in_words(code: str) -> str:
    """A language's English name by its code, `German` for `de`; a code that nobody knows stays as it is."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 (a command that says nothing of languages starts at once)

    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
