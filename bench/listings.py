"""Files whose articles are all of one mould, the weather of many towns, and the truth about which article is which.

Kept apart from `bench.world`: what editors do to a listing is to fill the mould anew, all at once, and a town's article
is the town's, whatever the figures. Texts are 15 to 20 words long, any two of a file alike in three quarters of them.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from bench.vocabularies import VOCABULARIES, Vocabulary
from bench.world import Standing, Version

TOWNS_LISTED = 8
SHORTEST, LONGEST = 15, 20
#: In a text, one word in so many is a figure.
WORDS_A_FIGURE = 5
WORDS_OF_A_TITLE = 3


class Mould(NamedTuple):
    """What all articles of a file have in common: words of which some, None here, are a figure or a town."""

    vocabulary: Vocabulary
    title: tuple[str, ...]
    text: tuple[str | None, ...]


class Filled(NamedTuple):
    """One town's article; `number` is who it is, whatever becomes of its figures."""

    number: int
    town: str
    figures: tuple[str, ...]


def versions(seed: int, rounds: int) -> Iterator[Version]:
    """The folder as it begins, and then as each of `rounds` scans finds it; the same for the same seed."""
    chance = random.Random(seed)
    listings = [_Listing(chance, vocabulary) for vocabulary in VOCABULARIES]
    for _ in range(rounds + 1):
        files = {each.path(): each.digest() for each in listings}
        yield Version(files, [standing for each in listings for standing in each.standing()])
        for each in listings:
            each.edit()


class _Listing:
    """One file, and what happened to its articles since the last version."""

    def __init__(self, chance: random.Random, vocabulary: Vocabulary) -> None:
        self._chance = chance
        nouns = vocabulary.words["noun"]
        words = chance.choices(nouns, k=chance.randint(SHORTEST, LONGEST))
        places = range(0, len(words), WORDS_A_FIGURE)
        text = tuple(None if place in places else word for place, word in enumerate(words))
        self._mould = Mould(vocabulary, tuple(chance.sample(nouns, WORDS_OF_A_TITLE)), text)
        self._made = self._renamed = 0
        self._standing: list[Filled] = []
        self._kind: dict[int, str] = {}
        for _ in range(TOWNS_LISTED):
            self._standing.append(self._new())

    def path(self) -> str:
        return f"{self._mould.vocabulary.name}/weather-{self._renamed}.txt"

    def digest(self) -> str:
        return "\n".join(map(self._written, self._standing))

    def standing(self) -> list[Standing]:
        """Who stands where, and what happened is forgotten."""
        told = [
            Standing(self.path(), place, self._named(each), self._kind.get(each.number, "kept"))
            for place, each in enumerate(self._standing)
        ]
        self._kind.clear()
        return told

    def edit(self) -> None:
        """One thing happens to the file."""
        act = self._chance.choice((self._next_day, self._next_day, self._correct, self._exchange, self._exchange))
        act()
        if self._chance.random() < 1 / 4:
            self._chance.shuffle(self._standing)
        if self._chance.random() < 1 / 8:
            self._renamed += 1

    def _next_day(self) -> None:
        """All figures are others, and in half of the cases one town's article makes room for another one's."""
        self._standing = [each._replace(figures=self._figures()) for each in self._standing]
        self._kind |= {each.number: "listing: new figures" for each in self._standing}
        if self._chance.choice((True, False)):
            self._exchange()

    def _correct(self) -> None:
        place = self._chance.randrange(len(self._standing))
        self._standing[place] = self._standing[place]._replace(figures=self._figures())
        self._kind[self._standing[place].number] = "listing: one corrected"

    def _exchange(self) -> None:
        place = self._chance.randrange(len(self._standing))
        self._standing[place] = self._new()

    def _new(self) -> Filled:
        self._made += 1
        places = self._mould.vocabulary.words["place"]
        taken = {each.town for each in self._standing}
        town = self._chance.choice([place for place in places if place not in taken])
        self._kind[self._made] = "listing: another town"
        return Filled(self._made, town, self._figures())

    def _figures(self) -> tuple[str, ...]:
        return tuple(str(self._chance.randint(2, 40)) for word in self._mould.text if word is None)

    def _named(self, each: Filled) -> int:
        return VOCABULARIES.index(self._mould.vocabulary) + len(VOCABULARIES) * each.number

    def _written(self, each: Filled) -> str:
        vocabulary, figures = self._mould.vocabulary, iter(each.figures)
        title = vocabulary.joint.join((*self._mould.title, each.town))
        text = vocabulary.joint.join(next(figures) if word is None else word for word in self._mould.text)
        return f"{title}\n\n{text}{vocabulary.stop}\n\n{vocabulary.marker}\n"
