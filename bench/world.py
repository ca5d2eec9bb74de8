"""A folder that editors work on, round after round, and the truth about which article is which.

    subjects ─articles─▶ files ─rounds of edits─▶ Version: what a scan reads, and who stands where

Each round is a handful of edits of all kinds, alone and combined; what happened to an article since the version before
is its kind, several joined by ` + `. An article that stands in a file that was edited only elsewhere is `kept`.
Bounds, since no reader could tell either: in one round an article's title is changed at most once, and so is its text.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bench import articles
from bench.articles import TEXT_EDITS, TITLE_EDITS, Article, Edit, Subject
from bench.vocabularies import VOCABULARIES

FILES_A_LANGUAGE = ("today.txt", "archive.txt", "town/news.txt")
SUBJECTS_A_LANGUAGE = 3
ARTICLES_A_FILE = 6
#: A file that is longer loses its last articles, as pages do.
LONGEST_FILE = 14
MOST_FILES_A_LANGUAGE = 6
#: A file of so few articles is neither split nor shortened.
FEWEST = 3
EDITED_AS_IT_MOVES = 0.35
#: How often a version is what several rounds left, because nobody scanned meanwhile.
WHILE_DOWN = 0.12
#: What is at most remembered of what left, to come back.
LEFT = 40


class Standing(NamedTuple):
    """One article as it stands in a version of the folder.

    `position` counts from 0 in its file; the same `article` is the same article for ever; `kind` says what happened to
    it since the version before.
    """

    path: str
    position: int
    article: int
    kind: str


class Version(NamedTuple):
    """The folder at a moment: path → the digest's text, and every article that stands in it."""

    files: Mapping[str, str]
    standing: Sequence[Standing]


def versions(seed: int, rounds: int) -> Iterator[Version]:
    """The folder as it begins, and then as each of `rounds` scans finds it; the same for the same seed."""
    world = _World(random.Random(seed))
    yield world.version()
    for _ in range(rounds):
        world.edit()
        yield world.version()


class _World:
    """The folder, the subjects, and what happened since the last version."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._files: dict[str, list[Article]] = {}
        self._happened: dict[int, set[str]] = defaultdict(set)
        self._left: list[Article] = []
        self._next = 0
        self._made = 0
        self._subjects: dict[str, list[Subject]] = {}
        self._columns: dict[str, list[tuple[Subject, articles.Sentence]]] = {}
        for vocabulary in VOCABULARIES:
            folder = vocabulary.name
            subjects = [articles.make_subject(chance, vocabulary) for _ in range(SUBJECTS_A_LANGUAGE)]
            self._subjects[folder] = subjects
            self._columns[folder] = [(chance.choice(subjects), tuple(title.split())) for title in vocabulary.columns]
            for name in FILES_A_LANGUAGE:
                path = f"{folder}/{name}"
                self._files[path] = [self._new(folder, "new") for _ in range(ARTICLES_A_FILE)]
                self._files[path].insert(chance.randint(0, ARTICLES_A_FILE), self._column(folder))

    def version(self) -> Version:
        """The folder as it is now, and what happened is forgotten."""
        standing = [
            Standing(path, position, each.number, " + ".join(sorted(self._happened.get(each.number, ()))) or "kept")
            for path, listed in self._files.items()
            for position, each in enumerate(listed)
        ]
        files = {path: "\n".join(each.digest() for each in listed) for path, listed in self._files.items()}
        self._happened.clear()
        return Version(files, standing)

    def edit(self) -> None:
        """What happens until the next scan."""
        several = self._chance.choice((2, 3)) if self._chance.random() < WHILE_DOWN else 1
        for _ in range(several):
            for _ in range(self._chance.randint(3, 8)):
                act = self._chance.choices(ACTS, [weight for _, weight in ACTS])[0][0]
                act(self)
            for path, listed in self._files.items():
                for gone in listed[LONGEST_FILE:]:
                    self._leave(gone)
                self._files[path] = listed[:LONGEST_FILE]
        if several > 1:
            for kinds in self._happened.values():
                kinds.add("while the service was down")

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _new(self, folder: str, kind: str) -> Article:
        made = articles.make(self._chance, self._number(), self._chance.choice(self._subjects[folder]))
        self._happened[made.number].add(kind)
        return made

    def _column(self, folder: str) -> Article:
        subject, title = self._chance.choice(self._columns[folder])
        made = articles.make_column(self._chance, self._number(), subject, title)
        self._happened[made.number].add("column")
        return made

    def _leave(self, gone: Article) -> None:
        # Who came and went between two scans, or was changed before it left, was never seen as it is.
        if not self._happened.pop(gone.number, None):
            self._left = [*self._left, gone][-LEFT:]

    def insert_on_top(self) -> None:
        """A new article above all others."""
        path, listed = self._any_file()
        listed.insert(0, self._new(_folder(path), "new"))

    def next_column(self) -> None:
        """The next article of a column, on top or in place of the last one."""
        path, listed = self._any_file()
        made = self._column(_folder(path))
        place = next((place for place, each in enumerate(listed) if each.title == made.title), None)
        if place is not None and self._chance.choice((True, False)):
            self._leave(listed[place])
            listed[place] = made
        else:
            listed.insert(self._chance.randint(0, len(listed)), made)

    def follow_up(self) -> None:
        """A follow-up, on top, beside or instead of the article that it follows."""
        found = self._any_untouched()
        if not found:
            return
        listed, place = found
        made = articles.follow_up(self._chance, self._number(), listed[place])
        if self._chance.choice((True, False)):
            self._happened[made.number].add("follow-up")
        else:
            self._happened[made.number].add("follow-up as the old one leaves")
            self._leave(listed.pop(place))
        listed.insert(self._chance.choice((0, place)), made)

    def remove(self) -> None:
        """An article leaves."""
        _, listed = self._any_file()
        if len(listed) > FEWEST:
            self._leave(listed.pop(self._chance.randrange(len(listed))))

    def come_back(self) -> None:
        """One that left comes back as it was."""
        if not self._left:
            return
        back = self._left.pop(self._chance.randrange(len(self._left)))
        listed = self._file_for(back)
        listed.insert(self._chance.randint(0, len(listed)), back)
        self._happened[back.number].add("back again")

    def edit_one(self) -> None:
        """One article's title or text changes, or both."""
        found = self._any_untouched()
        if found:
            self._edit(*found)

    def move_one(self) -> None:
        """An article is cut from one file and pasted into another, edited or not."""
        found = self._any_untouched()
        if not found:
            return
        listed, place = found
        moved = listed.pop(place)
        target = self._file_for(moved)
        target.insert(self._chance.choice((0, len(target))), moved)
        self._happened[moved.number].add("reordered" if target is listed else "moved to another file")
        if self._chance.random() < EDITED_AS_IT_MOVES:
            self._edit(target, target.index(moved))

    def reorder(self) -> None:
        """A file's articles in another order."""
        _, listed = self._any_file()
        self._chance.shuffle(listed)
        self._note(listed, "reordered")

    def rename(self) -> None:
        """A file gets another name, or another folder."""
        path, listed = self._any_file()
        del self._files[path]
        self._files[self._fresh_path(_folder(path))] = listed
        self._note(listed, "file renamed or moved")

    def split(self) -> None:
        """A file becomes two."""
        path, listed = self._any_file()
        folder = _folder(path)
        if len(listed) <= FEWEST or self._files_of(folder) >= MOST_FILES_A_LANGUAGE:
            return
        self._chance.shuffle(listed)
        half = len(listed) // 2
        self._files[self._fresh_path(folder)] = listed[half:]
        if self._chance.choice((True, False)):
            del self._files[path]
            path = self._fresh_path(folder)
        self._files[path] = listed[:half]
        self._note(listed, "file split")

    def merge(self) -> None:
        """Two files become one, under one of their names or a new one."""
        path, listed = self._any_file()
        folder = _folder(path)
        others = [other for other in self._files if other != path and _folder(other) == folder]
        if len(others) < len(FILES_A_LANGUAGE) - 1:
            return
        other = self._chance.choice(others)
        merged = [*listed, *self._files.pop(other)]
        if self._chance.choice((True, False)):
            del self._files[path]
            path = self._fresh_path(folder)
        self._files[path] = merged
        self._note(merged, "files merged")

    def _edit(self, listed: list[Article], place: int) -> None:
        edits = self._chance.choice(("title", "text", "text", "both"))
        if edits != "text" and not listed[place].column:
            self._apply(TITLE_EDITS, listed, place)
        if edits != "title":
            self._apply(TEXT_EDITS, listed, place)

    def _apply(self, edits: Mapping[str, Edit], listed: list[Article], place: int) -> None:
        kind = self._chance.choice(list(edits))
        listed[place] = edits[kind](self._chance, listed[place])
        self._happened[listed[place].number].add(kind)

    def _note(self, listed: list[Article], kind: str) -> None:
        for each in listed:
            self._happened[each.number].add(kind)

    def _any_file(self) -> tuple[str, list[Article]]:
        path = self._chance.choice(sorted(self._files))
        return path, self._files[path]

    def _file_for(self, article: Article) -> list[Article]:
        folder = article.subject.vocabulary.name
        return self._files[self._chance.choice([path for path in self._files if _folder(path) == folder])]

    def _any_untouched(self) -> tuple[list[Article], int] | None:
        """An article whose words nobody changed since the last version, and which was there then."""
        _, listed = self._any_file()
        places = [place for place, each in enumerate(listed) if not self._happened.get(each.number, set()) & WORDS]
        return (listed, self._chance.choice(places)) if places else None

    def _files_of(self, folder: str) -> int:
        return sum(_folder(path) == folder for path in self._files)

    def _fresh_path(self, folder: str) -> str:
        self._made += 1
        return f"{folder}/{self._chance.choice(('', 'town/', 'old/'))}page-{self._made}.txt"


def _folder(path: str) -> str:
    return path.partition("/")[0]


#: What has been said about an article's words since the last version: it is enough for one round.
WORDS = frozenset(
    {*TITLE_EDITS, *TEXT_EDITS, "new", "column", "follow-up", "follow-up as the old one leaves", "back again"}
)

#: What happens, and how often in a hundred times.
ACTS: tuple[tuple[Callable[[_World], None], int], ...] = (
    (_World.edit_one, 38),
    (_World.move_one, 14),
    (_World.insert_on_top, 11),
    (_World.follow_up, 10),
    (_World.next_column, 6),
    (_World.remove, 5),
    (_World.come_back, 3),
    (_World.reorder, 5),
    (_World.rename, 3),
    (_World.split, 3),
    (_World.merge, 2),
)
