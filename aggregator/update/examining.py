"""What is wrong with new and edited articles themselves, in whichever feed they will stand.

A scan of any size can afford that; of the feeds that it changes, some are looked at as a whole after it.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from aggregator.editing.markup import to_html
from aggregator.publishing.doctor import of_article
from aggregator.publishing.subjects import feed_path
from aggregator.report import Complaint
from aggregator.update.plan import Plan

#: Whatever its HTML adds to it, a text of so few characters is not too large.
SHORT: Final = 10_000


def complaints(changes: Plan) -> Iterator[Complaint]:
    """One for each rule that an article breaks, with the place where it stands."""
    sources = {source.row: source for source in changes.current}
    for row, candidate in chain((each[:2] for each in changes.new), (edit.claim for edit in changes.edited)):
        for finding in of_article(candidate.title, _size(candidate.title, candidate.text)):
            source = sources[row]
            yield Complaint(
                feed_path(source.name), finding.grade, finding.rule, finding.section, finding.reason,
                file=source.path, line=candidate.line, title=candidate.title,
            )  # fmt: skip


def _size(title: str, text: str) -> int:
    """How many characters title, text and content have as feeds show them; of a short text, without the content."""
    return len(title) + len(text) + (len(to_html(text)) if len(text) > SHORT else 0)
