"""What the store notes beside sources, folders and tags, held to what it is made from."""

from typing import Any

from aggregator.editing.naming import Addresses, folders_of
from tests.scanner import Scanner

_PUBLISHED = "SELECT source, count(*), max(published) FROM entries WHERE withdrawn IS NULL GROUP BY source"
_BORNE = """
SELECT tag, count(*) FROM tagged JOIN entries ON entries.row = entry JOIN sources ON sources.row = source
WHERE withdrawn IS NULL AND private = 0 GROUP BY tag
"""


def assert_all_follows(scanner: Scanner) -> None:
    """Whatever became of files: all figures are what one would count."""
    _assert_sources_follow(scanner)
    _assert_folders_follow(scanner)
    borne = dict(scanner.query(_BORNE))
    assert dict(scanner.query("SELECT row, articles FROM tags WHERE articles != 0")) == borne
    moments = "SELECT entry, tagged.published, entries.published FROM tagged JOIN entries ON entries.row = entry"
    assert all(own == of_entry for _, own, of_entry in scanner.query(moments))


def _assert_sources_follow(scanner: Scanner) -> None:
    held = {row: (count, newest) for row, count, newest in scanner.query(_PUBLISHED)}
    for row, articles, newest in scanner.query("SELECT row, articles, newest FROM sources"):
        assert (articles, newest) == held.get(row, (0, None))


def _assert_folders_follow(scanner: Scanner) -> None:
    columns = "row, name, first_seen, changed, version, gone, private, newest, hidden"
    each = scanner.query(f"SELECT {columns} FROM sources ORDER BY row")  # noqa: S608 (names of ours)
    lying: dict[str, list[Any]] = {"": each} if each else {}
    for source in each:
        for folder in folders_of(source[1]):
            lying.setdefault(folder, []).append(source)
    folders = scanner.query("SELECT name, row, address, first_seen, changed, version, sources FROM folders")
    assert {name: address for name, _, address, *_ in folders} == {
        "": "", **Addresses(name for _, name, *_ in each).folders
    } if each else not folders  # fmt: skip
    for name, row, _, *figures in folders:
        public = [source for source in lying[name] if not source[6]]
        there = [source for source in public if not source[5]]
        assert figures == [
            min((source[2] for source in public), default=None),
            max(source[8] if source[6] else source[3] for source in lying[name]),
            max(source[4] for source in lying[name]),
            len(there),
        ]
        shelved = scanner.query(f"SELECT source, changed, newest FROM shelved WHERE folder = {row}")  # noqa: S608 (a number)
        assert sorted(shelved) == sorted((source[0], source[3], source[7]) for source in there)
