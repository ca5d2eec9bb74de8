"""What is wrong with articles themselves, in whichever feed they will stand.

A scan of any size can afford that; of the feeds that it changes, some are looked at as a whole after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from aggregator.editing.markup import to_html
from aggregator.model import Candidate
from aggregator.publishing.doctor import Finding, of_article

#: Whatever its HTML adds to it, a text of so few characters is not too large.
SHORT: Final = 10_000


def examine(candidates: Iterable[Candidate]) -> Mapping[bytes, Sequence[Finding]]:
    """The rules that articles break, by the keys of those that do."""
    return {
        candidate.key: findings
        for candidate in candidates
        if (findings := of_article(candidate.title, _size(candidate.title, candidate.text)))
    }


def _size(title: str, text: str) -> int:
    """How many characters title, text and content have as feeds show them; of a short text, without the content."""
    return len(title) + len(text) + (len(to_html(text)) if len(text) > SHORT else 0)
