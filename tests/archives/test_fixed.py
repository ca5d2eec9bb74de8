"""A full archive document is fixed: it loses what is told otherwise somewhere else, and nothing in it ever changes."""

import pytest
from flask.testing import FlaskClient

from aggregator.publishing.access import Patterns
from tests.archives.test_kept import Keeper
from tests.archives.waves import WINDOW, articles, pages, titles
from tests.scanner import Scanner
from tests.sites import digest
from tests.walkers import ask, entries_of, read

GERMAN = (
    "Fähren fahren wieder",
    "Nach einer Woche voller Stürme fahren die Fähren wieder, und der Leuchtturm sucht einen neuen Wärter.",
)
#: Articles with too few letters to tell a language by.
FIGURES = [(f"No. {number}", f"{number * 7919}, {number * 104_729}") for number in range(1, 31)]


def write(scanner: Scanner, name: str, content: str) -> None:
    scanner.now += 60
    scanner.write(name, content, at=scanner.now - 30)
    scanner.scan()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Wave 1\n", "“Wave 1”\n"),
        (".\n\nRead more\n\nWave 0\n", ".\n\nTags: tide\n\nRead more\n\nWave 0\n"),
        (".\n\nRead more\n\nWave 0\n", ".\n\nRead more: https://other.example/\n\nWave 0\n"),
    ],
    ids=["quotes", "tags", "link"],
)
@pytest.mark.parametrize("feed", ["/feeds/a", "/feeds"])
def test_what_is_shown_otherwise_is_in_the_feed_again_though_no_word_has_changed(
    small: Scanner, client: FlaskClient, feed: str, before: str, after: str
) -> None:
    said = digest(*articles(*range(23)))
    assert said.count(before) == 1
    write(small, "a.txt", said)
    first = read(ask(client, f"/archives{feed}/1.atom"))
    second = pages(client, f"/archives{feed}/{{}}.atom", 2)[1]
    ids = {title: identifier for identifier, title in entries_of([first])}
    write(small, "a.txt", said.replace(before, after))
    assert read(ask(client, f"/archives{feed}/1.atom")).entries == [
        entry for entry in first.entries if entry[0] != ids["Wave 1"]
    ]
    assert pages(client, f"/archives{feed}/{{}}.atom", 2)[1] == second
    assert ids["Wave 1"] in {identifier for identifier, _ in read(ask(client, f"{feed}.atom")).entries}
    assert len(titles(client, f"{feed}.atom")) == 23


def test_what_a_new_version_mends_stays_in_its_document(small: Scanner, client: FlaskClient) -> None:
    write(small, "a.txt", digest(*articles(*range(23))))
    before = read(ask(client, "/archives/feeds/a/1.atom"))
    with small.store.writing() as transaction:  # as one that mends less had left it
        transaction.exec_driver_sql("UPDATE entries SET title = '”Wave” 1' WHERE title = 'Wave 1'")
        transaction.exec_driver_sql("UPDATE files SET digest = zeroblob(16)")
        transaction.exec_driver_sql("UPDATE state SET reading_rules = zeroblob(16)")
    small.scan()
    assert small.record("Wave 1").entry.id.urn in {identifier for identifier, _ in before.entries}
    assert read(ask(client, "/archives/feeds/a/1.atom")) == before


def test_a_language_that_is_told_late_changes_no_document(small: Scanner, client: FlaskClient) -> None:
    write(small, "a.txt", digest(*FIGURES))
    write(small, "b.txt", digest(*articles(*range(30))))
    before = {path: pages(client, path, 2) for path in ("/archives/feeds/a/{}.atom", "/archives/feeds/{}.atom")}
    write(small, "a.txt", digest(GERMAN, *FIGURES))
    for path, was in before.items():
        assert pages(client, path, 2) == was


def test_a_language_is_told_as_long_as_no_document_depends_on_it(small: Scanner) -> None:
    write(small, "a.txt", digest(*FIGURES[:WINDOW]))
    write(small, "a.txt", digest(GERMAN, *FIGURES[:WINDOW]))
    assert small.source("a.txt").language == "de"


def test_what_moves_to_a_file_in_another_language_leaves_the_documents_of_all(
    small: Scanner, client: FlaskClient
) -> None:
    english = ("Ferries run again", "After a week of storms the ferries run again, and the council looks for a keeper.")
    write(small, "en.txt", digest(*articles(*range(23)), english))
    write(small, "de.txt", digest(GERMAN))
    before = read(ask(client, "/archives/feeds/1.atom"))
    assert english[0] in {title for _, title in before.entries}
    small.now += 60
    small.put("en.txt", *articles(*range(23)), at=small.now - 30)
    small.put("de.txt", GERMAN, english, at=small.now - 30)
    small.scan()
    after = read(ask(client, "/archives/feeds/1.atom"))
    assert after.entries == [entry for entry in before.entries if entry[1] != english[0]]
    assert titles(client, "/feeds.atom").count(english[0]) == 1


def test_what_is_public_again_is_in_the_feed_for_who_keeps_documents(small: Scanner, client: FlaskClient) -> None:
    write(small, "a.txt", digest(*articles(*range(23))))
    write(small, "b.txt", digest(*articles(*range(100, 123))))
    small.hide("a.txt")
    keeper = Keeper("/feeds.atom")
    keeper.poll(client)
    assert len(keeper.titles) == 23
    small.now += 60
    small.hide()
    small.scan()
    keeper.poll(client)
    assert len(keeper.titles) == 46
    assert sorted(titles(client, "/feeds.atom")) == sorted(keeper.titles)


def test_what_moves_into_a_public_file_is_in_the_feed_for_who_keeps_documents(
    small: Scanner, client: FlaskClient
) -> None:
    small.private = Patterns(("secret*",))
    write(small, "a.txt", digest(*articles(*range(23))))
    small.now += 60
    small.put("a.txt", *articles(*range(1, 23)), at=small.now - 30)
    small.put("secret.txt", *articles(0), at=small.now - 30)
    small.scan()
    keeper = Keeper("/feeds.atom")
    keeper.poll(client)
    assert len(keeper.titles) == 22
    small.now += 60
    (small.site.feeds / "secret.txt").unlink()
    small.put("a.txt", *articles(*range(23)), at=small.now - 30)
    small.scan(allow_removals=True)
    keeper.poll(client)
    assert len(keeper.titles) == 23
    assert sorted(titles(client, "/feeds.atom")) == sorted(keeper.titles)
