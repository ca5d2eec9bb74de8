"""What is noted beside sources, folders and tags follows whatever becomes of files, and lists are made by it."""

import random
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from aggregator.model import Scope
from aggregator.store import archives, entries, listing, sources
from aggregator.store.database import Transaction
from aggregator.store.newest import Place, newest, newest_of_each
from tests.figures import assert_all_follows
from tests.scanner import NOON, Scanner

FOLDERS = ("press", "press/old", "press/old/pier", "town", "")
TAGS = ("harbour", "Ferries", "towers")


class Life:
    """A folder in which anything may happen next."""

    def __init__(self, scanner: Scanner, seed: int) -> None:
        self.scanner = scanner
        self.chance = random.Random(seed)  # noqa: S311 (a game, no secret)
        self.told = 0

    def go_on(self) -> None:
        self.scanner.now += 100
        act = self.chance.choice([self.write, self.write, self.write, self.drop, self.rename, self.hide])
        act()
        self.scanner.scan(allow_removals=True)

    def write(self) -> None:
        """One file or several, new or anew, with other articles and some that are known."""
        for _ in range(self.chance.randint(1, 3)):
            folder, number = self.chance.choice(FOLDERS), self.chance.randint(1, 3)
            path = f"{folder}/{number}.txt".lstrip("/")
            at = NOON - self.chance.randint(0, 10) * 1000
            self.scanner.put(path, *(self.article() for _ in range(self.chance.randint(1, 4))), at=at)

    def article(self) -> tuple[str, str]:
        self.told += 1
        number = self.chance.choice([self.told, max(1, self.told - 3)])
        borne = [tag for tag in TAGS if self.chance.random() < 1 / 3]
        tags = f"\n\nTags: {', '.join(borne)}" if borne else ""
        return f"Title {number}", f"{random.Random(number).getrandbits(400):x} is the text.{tags}"  # noqa: S311 (a text)

    def drop(self) -> None:
        for place in self.some():
            place.unlink()

    def rename(self) -> None:
        for place in self.some():
            place.rename(place.with_name(f"renamed-{self.chance.randint(1, 99)}.txt"))

    def hide(self) -> None:
        self.scanner.hide(*self.chance.choice([[], ["town/"], ["press/old/"], ["1.txt"]]))

    def some(self) -> list[Path]:
        files = sorted(self.scanner.site.feeds.rglob("*.txt"))
        return self.chance.sample(files, min(len(files), self.chance.randint(1, 2)))


@pytest.mark.parametrize("seed", range(4))
def test_figures_follow_and_lists_lack_nothing(scanner: Scanner, seed: int) -> None:
    life = Life(scanner, seed)
    for _ in range(15):
        life.go_on()
        assert_all_follows(scanner)
        with scanner.store.reading() as transaction:
            for scope in scopes(scanner):
                assert_lists_lack_nothing(transaction, scope, limits=(1, 2, 7))


def test_of_a_folder_with_much_the_newest_are_found(scanner: Scanner) -> None:
    """In few sources of very many articles, in many, and in many that all are of one moment."""
    for number in range(2):
        many = (title(number * 10_000 + each) for each in range(2600))
        scanner.put(f"much/{number}.txt", *many, at=NOON - 50_000 + number * 1000)
    for number in range(510):
        scanner.put(f"many/{number}.txt", title(30_000 + number), at=NOON - 60_000 + number * 20)
        scanner.put(f"alike/{number}.txt", title(31_000 + number), at=NOON - 70_000)
    scanner.put("alike/later.txt", *map(title, range(32_000, 32_005)), at=NOON - 69_000)
    scanner.put("new.txt", *map(title, range(40_000, 40_010)), at=NOON - 60)
    scanner.scan()
    with scanner.store.reading() as transaction:
        for folder in ("much", "many", "alike"):
            assert_lists_lack_nothing(transaction, Scope(folder=folder), limits=(3, 600), befores=(0, 30, -5))
        assert_lists_lack_nothing(transaction, Scope(folder="alike"), limits=(1, 19, 20, 60), befores=(0, 41))


def test_a_list_of_many_sources_goes_on_where_everything_else_lies_between(scanner: Scanner) -> None:
    for number in range(510):
        at = NOON - 60_000 + number * 20 - (30_000 if number < 200 else 0)
        scanner.put(f"many/{number}.txt", title(30_000 + number), at=at)
    scanner.put("between.txt", *map(title, range(3500)), at=NOON - 70_000)
    scanner.scan()
    with scanner.store.reading() as transaction:
        befores = (0, 290, 309, 310, 400, -5)
        assert_lists_lack_nothing(transaction, Scope(folder="many"), limits=(3, 50), befores=befores)


def test_what_is_filed_nowhere_is_found_however_much_came_since_elsewhere(scanner: Scanner) -> None:
    scanner.window = 10
    kept = [title(number) for number in range(40)]
    scanner.put("a.txt", *kept, at=NOON - 9000)
    scanner.scan()
    for elsewhere in (3, 100):
        scanner.now += 100
        kept.insert(0, title(100 + elsewhere))
        scanner.put("a.txt", *kept, at=scanner.now - 50)
        scanner.put("b.txt", *(title(1000 * elsewhere + number) for number in range(elsewhere)), at=scanner.now - 50)
        scanner.scan()
        with scanner.store.reading() as transaction:
            [source] = [source.row for source in sources.by_path(transaction, ["a.txt"]).values()]
            scope = Scope(source=source)
            archive = archives.of(transaction, scope)
            found = [place.row for place in archives.unfiled(transaction, scope, archive)]
            filed = [archives.on_page(transaction, scope, archive, page) for page in range(1, archive.pages + 1)]
            every = {place.row for place in newest(transaction, 100, scope)}
        assert sorted(found) == sorted(every - {place.row for page in filed for place in page})
        assert len(every) == len(kept)
        assert len(found) > len(kept) - 40


def title(number: int) -> tuple[str, str]:
    return f"Title {number}", f"This is {number}."


def scopes(scanner: Scanner) -> list[Scope]:
    folders = scanner.query("SELECT name FROM folders WHERE name != ''")
    tags = scanner.query("SELECT row FROM tags")
    return [Scope(), *(Scope(folder=name) for (name,) in folders), *(Scope(tag=row) for (row,) in tags)]


def assert_lists_lack_nothing(
    transaction: Transaction, scope: Scope, limits: tuple[int, ...], befores: tuple[int, ...] = (0, 2, -1)
) -> None:
    """However many are asked for, from wherever on: they are the next ones of all."""
    whole = listing.newest(transaction, scope)
    for limit in limits:
        assert [entry.id for entry in entries.newest(transaction, limit, scope)] == whole[:limit]
        records = [entries.by_id(transaction, identifier) for identifier in whole[:limit]]
        assert [place.row for place in newest(transaction, limit, scope)] == [each.row for each in records if each]
        for place in (place % len(whole) for place in befores if whole):
            before = entries.by_id(transaction, whole[place])
            older = entries.newest(transaction, limit, scope, before)
            assert [entry.id for entry in older] == whole[place + 1 : place + 1 + limit]
    if scope.tag is None:
        every = newest(transaction, len(whole) + 1, scope)
        for limit, most in product(limits, limits):
            assert newest_of_each(transaction, limit, scope, most) == first_of_each(every, most)[:limit]


def first_of_each(places: list[Place], most: int) -> list[Place]:
    """Of each source the first ones of these, at most so many."""
    taken = Counter[int]()
    first = []
    for place in places:
        taken[place.source] += 1
        if taken[place.source] <= most:
            first.append(place)
    return first
