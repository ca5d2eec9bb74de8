"""A store that an earlier version made goes on: the samples in `data/stores/` are what each version left behind."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aggregator.errors import StoreError
from aggregator.store.database import open_store
from tests.figures import assert_all_follows
from tests.scanner import NOON, A, B, C, D, Scanner
from tests.sites import Site
from tests.webs import client_of

SAMPLES = sorted((Path(__file__).parent / "data" / "stores").glob("*.sql"))


def put_back(sample: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(place)
    connection.executescript(sample.read_text(encoding="utf-8"))
    connection.close()


def shape(place: Path) -> dict[str, object]:
    """Columns and indexes of every table, wherever in its table a column stands."""
    connection = sqlite3.connect(place)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: sorted(row[1:4] + row[5:] for row in connection.execute(f"PRAGMA table_info({name})"))
            for name in tables
        }
        indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return {**columns, "indexes": sorted(indexes)}
    finally:
        connection.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_an_old_store_gets_the_tables_of_a_new_one(sample: Path, tmp_path: Path) -> None:
    put_back(sample, tmp_path / "old.db")
    for name in ("old", "new"):
        open_store(f"sqlite:///{tmp_path}/{name}.db").close()
    assert shape(tmp_path / "old.db") == shape(tmp_path / "new.db")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_an_old_stores_entries_keep_their_ids(sample: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    put_back(sample, site.store)
    scanner = Scanner(site)
    before = {row.title: row[:-1] for row in scanner.rows()}
    scanner.put("a.txt", A, B, at=NOON - 60)
    scanner.put("b.txt", C)
    report = scanner.scan()
    assert report.entries.new == 1  # the one that had been withdrawn
    assert {row.title: row[:-1] for row in scanner.rows()} == before
    assert before.keys() == {A[0], B[0], C[0]}
    assert (scanner.record(B[0]).line, scanner.source("a.txt").origin) == (7, "a")
    if sample.stem == "version-1":  # where they stood until then nobody knows
        assert scanner.query("SELECT * FROM sightings") == []
    scanner.store.close()


def test_folders_and_tags_of_an_old_store_are_known_as_if_they_had_been_kept_from_the_start(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    put_back(SAMPLES[0].parent / "folders" / "version-5.sql", site.store)
    scanner = Scanner(site)
    assert_all_follows(scanner)
    addresses = "SELECT name, address, sources FROM folders WHERE name != '' ORDER BY name"
    assert scanner.query(addresses) == [("press", "press-2", 2), ("press/old", "press/old", 1), ("secret", "secret", 0)]
    assert scanner.query("SELECT label, articles FROM tags WHERE articles ORDER BY row") == [
        ("fruit", 3), ("red", 1), ("blue", 1)
    ]  # fmt: skip
    scanner.put("press/old/d.txt", D)
    scanner.scan()
    assert_all_follows(scanner)
    scanner.store.close()


def test_of_a_line_that_nobody_kept_nothing_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    put_back(SAMPLES[0], site.store)
    scanner = Scanner(site)
    entry = scanner.record(A[0]).entry
    told = site.run("explain", str(entry.id)).stdout
    assert "  stands     a.txt\n" in told
    assert "a.txt  seen for the first time" in told
    known = site.report("explain", str(entry.id))
    assert (known["line"], known["found"][0]["line"]) == (None, None)
    page = client_of(scanner.store).get(f"/entries/{entry.id}/history").text
    assert "<bdi>a.txt</bdi></td>" in page
    scanner.store.close()


def test_processes_that_bring_one_store_up_to_date_at_once_wait_for_each_other(tmp_path: Path) -> None:
    put_back(SAMPLES[0], tmp_path / "a.db")
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [f"sqlite:///{tmp_path}/a.db"] * 4))
    for store in stores:
        store.close()
    connection = sqlite3.connect(tmp_path / "a.db")
    assert connection.execute("SELECT count(*) FROM entries").fetchone() == (3,)
    connection.close()


def test_a_migration_that_cannot_be_done_changes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    put_back(SAMPLES[0], place)
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE sightings (other TEXT)")
    connection.commit()
    before = list(connection.iterdump())
    with pytest.raises(StoreError, match=r"already exists"):
        open_store(f"sqlite:///{place}")
    assert list(connection.iterdump()) == before
    connection.close()
