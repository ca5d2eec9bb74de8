"""By what entries are found beside their feeds: their words, their tags, and the articles that are the same.

Written in the transaction that writes the entries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from aggregator.editing.naming import slug_of
from aggregator.editing.normalise import folded
from aggregator.editing.stories import alike, near
from aggregator.store import archives, stories, tags, words
from aggregator.store.database import Transaction
from aggregator.store.stories import Telling
from aggregator.update.announcement import Announcement
from aggregator.update.plan import Edited, New

#: So many entries are compared with a new one for a number that they share. More have a form in common, not a story.
MOST_ALIKE = 20
#: An entry's row, and what it is.
Added = tuple[int, New]
#: A number by which an entry may be found to tell what another one tells, and its row.
Sketched = tuple[int, int]


def write_index(
    transaction: Transaction, announcement: Announcement, added: Sequence[Added], edited: Sequence[Edited]
) -> None:
    """Have new and edited entries found, which are stored already; whether they join stories is seen later."""
    _write_words(transaction, added, edited)
    _write_tags(transaction, announcement, added, edited)
    _part_stories(transaction, announcement, edited)


def _write_words(transaction: Transaction, added: Iterable[Added], edited: Iterable[Edited]) -> None:
    reworded = [
        (known, claim.candidate)
        for known, claim, *_ in edited
        if (known.title, known.text) != (claim.candidate.title, claim.candidate.text)
    ]
    words.remove(transaction, ((known.row, known.title, known.text) for known, _ in reworded))
    words.add(
        transaction,
        chain(
            ((row, candidate.title, candidate.text) for row, (_, candidate, _) in added),
            ((known.row, candidate.title, candidate.text) for known, candidate in reworded),
        ),
    )


def _write_tags(
    transaction: Transaction, announcement: Announcement, added: Iterable[Added], edited: Iterable[Edited]
) -> None:
    tagged = {row: candidate.tags for row, (_, candidate, _) in added if candidate.tags}
    for known, claim, *_ in edited:
        if [*map(folded, known.tags)] != [*map(folded, claim.candidate.tags)]:
            tagged[known.row] = claim.candidate.tags
    if not tagged:
        return
    news = announcement.make()
    row_of = _tags(transaction, tagged.values(), news.changed)
    # Of the tags that they had, the announcement of their sources has told already.
    tags.put(transaction, {row: dict.fromkeys(row_of[folded(tag)] for tag in each) for row, each in tagged.items()})
    tags.touch(transaction, tagged, news.version, news.changed)


def _tags(transaction: Transaction, tagged: Iterable[Iterable[str]], now: int) -> Mapping[str, int]:
    """The row of each tag, folded; those that never were are kept first."""
    spellings: dict[str, str] = {}
    for each in tagged:
        for tag in each:
            spellings.setdefault(folded(tag), tag)
    found = tags.by_folded(transaction, spellings)
    if missing := spellings.keys() - found.keys():
        taken = tags.slugs(transaction)
        new = []
        for spelling in sorted(missing):
            slug = slug_of(spelling, taken)
            taken.add(slug)
            new.append((spelling, spellings[spelling], slug))
        tags.add(transaction, new, now)
        found = tags.by_folded(transaction, spellings)
    return {spelling: tag.row for spelling, tag in found.items()}


def sketched(added: Sequence[Added]) -> list[Sketched]:
    """What new entries, the last one first, are found by, in their own order."""
    return [(number, row) for row, (_, candidate, _) in reversed(added) for number in candidate.sketches]


def join_stories(transaction: Transaction, arrivals: Sequence[Sketched]) -> None:
    """New entries that tell what others of other sources tell join these; the oldest is the first.

    All of a transaction at once: their numbers are anywhere in a table that a large store does not hold in memory.
    Private ones join nobody: what only they have in common is not for everybody to see.
    """
    if not arrivals:
        return
    like: dict[int, list[int]] = defaultdict(list)
    by_number = sorted(arrivals, key=itemgetter(0))  # as they are looked for and kept
    often = Counter(map(itemgetter(0), by_number))
    for number, row in stories.like(transaction, often.keys()):
        like[number].append(row)
    # Nearly every article shares its numbers with nobody.
    shared = like.keys() | {number for number, times in often.items() if times > 1}
    sharing: dict[int, list[int]] = {row: [] for number, row in arrivals if number in shared}
    told = stories.public_tellings(transaction, {*sharing, *chain.from_iterable(like.values())})
    for number, row in arrivals:
        if row in sharing:
            sharing[row].append(number)
    joined, kept = _joined([(told[row], numbers) for row, numbers in sharing.items() if row in told], told, like)
    stories.join(transaction, joined)
    stories.keep(transaction, [*(each for each in by_number if each[1] not in told), *kept])


def _joined(
    arrivals: Iterable[tuple[Telling, Sequence[int]]], told: dict[int, Telling], like: dict[int, list[int]]
) -> tuple[dict[int, int | None], list[Sketched]]:
    """The story of each entry (its row) that has come to have one, and which numbers to keep of whom.

    `told` holds by row what these arrivals and others tell, and `like` by number the rows of what they may tell again,
    themselves too once they have come.
    """
    joined: dict[int, int | None] = {}
    kept = []
    for telling, numbers in sorted(arrivals, key=lambda arrival: arrival[0].published):
        others = dict.fromkeys(row for number in numbers for row in like[number])
        found = _same(telling, [told[row] for row in others])
        if found:
            story = found.story or found.row
            for each in (found, telling):
                joined[each.row] = story
                told[each.row] = each._replace(story=story)
        for number in numbers:
            if len(like[number]) < MOST_ALIKE:
                like[number].append(telling.row)
                kept.append((number, telling.row))
    return joined, kept


def _same(telling: Telling, others: Sequence[Telling]) -> Telling | None:
    """The first of the others that tells the same, of a story in which this source has told nothing yet."""
    own = {other.story or other.row for other in others if other.source == telling.source}
    for other in others:
        if (
            (other.story or other.row) not in own
            and near(telling.published, other.published, telling.text)
            and (telling.key == other.key or alike(telling.text, other.text))
        ):
            return other
    return None


def _part_stories(transaction: Transaction, announcement: Announcement, edited: Iterable[Edited]) -> None:
    """What an edit makes another article leaves its story; what was like it then stands for itself."""
    rewritten = [edit.known.row for edit in edited if edit.known.key != edit.claim.candidate.key]
    if not rewritten:
        return
    by_story: dict[int | None, list[Telling]] = defaultdict(list)
    for telling in stories.tellings(transaction, rewritten):
        by_story[telling.story].append(telling)
    leaving: list[Telling] = []
    for story, members in by_story.items():
        (first,) = (each for each in members if each.row == story)
        gone = [each for each in members if each.key != first.key and not alike(each.text, first.text)]
        leaving += gone if len(gone) + 1 < len(members) else members
    stories.join(transaction, dict.fromkeys((each.row for each in leaving), None))
    # Each is an article of its own now, which no archive document has had under its id.
    archives.reopen(transaction, [each.row for each in leaving], {})
    announcement.touch({each.source for each in leaving})
