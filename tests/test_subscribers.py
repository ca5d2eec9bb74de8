"""Feeds replayed through all readers, and how what they show is judged."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.readers.judged import Judge, Truth, Verdict
from bench.readers.shown import Shown, Status
from bench.subscribers import Replay, causes, duplicates, main, replay, table
from bench.world import Standing, Version
from tests.sites import digest


class Heard(NamedTuple):
    feed: str
    identity: str
    status: Status
    article: int


@pytest.mark.parametrize(
    ("heard", "verdicts"),
    [
        ([Heard("f", "a", "new", 1), Heard("f", "a", "updated", 1), Heard("f", "a", "same", 1)], "new updated same"),
        ([Heard("f", "a", "new", 1), Heard("f", "b", "new", 1)], "new duplicate"),
        ([Heard("f", "a", "new", 1), Heard("g", "b", "new", 1)], "new new"),
        ([Heard("f", "a", "new", 1), Heard("f", "a", "updated", 2)], "new collapsed"),
        ([Heard("f", "a", "new", 1), Heard("f", "a", "same", 2), Heard("f", "a", "same", 2)], "new collapsed same"),
        # What lost its identity to another article comes back under a new one.
        ([Heard("f", "a", "new", 1), Heard("f", "a", "same", 2), Heard("f", "b", "new", 1)], "new collapsed duplicate"),
    ],
)
def test_verdicts(heard: Sequence[Heard], verdicts: str) -> None:
    judge = Judge()
    given_verdicts = [
        judge.hear(each.feed, Shown(0, each.identity, each.status), Truth(each.article, "", "")) for each in heard
    ]
    assert given_verdicts == verdicts.split()
    assert len(judge.faults) == judge.counts["duplicate"] + judge.counts["collapsed"]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=20))
def test_one_identity_an_article_is_never_a_fault(shown: list[tuple[int, int]]) -> None:
    judge, known = Judge(), set[tuple[int, int]]()
    for feed, article in shown:
        status: Status = "same" if (feed, article) in known else "new"
        known.add((feed, article))
        judge.hear(str(feed), Shown(0, f"{feed} {article}", status), Truth(article, "", ""))
    assert not judge.faults


class Told(NamedTuple):
    """An article as it stands in a version."""

    number: int
    title: str
    text: str


FERRIES = Told(1, "Ferries return", "The first ferry left the north pier at seven, full to the last bench.")
KEEPER = Told(2, "A lighthouse finds its keeper", "The town council wanted somebody to climb its 214 steps a day.")
ROSES = Told(3, "Roses bloom", "They bloom along the river this week, and nobody has picked one yet.")


def version(kind: str = "kept", **files: Sequence[Told]) -> Version:
    """A folder of digests, by their names without suffix."""
    return Version(
        {f"{name}.txt": digest(*((told.title, told.text) for told in listed)) for name, listed in files.items()},
        [
            Standing(f"{name}.txt", position, told.number, kind)
            for name, listed in files.items()
            for position, told in enumerate(listed)
        ],
    )


def verdicts_of(done: Replay, verdict: Verdict) -> dict[tuple[str, str], int]:
    return {(each.reader.name, each.suffix): each.judge.counts[verdict] for each in done.subscribers}


def test_simple_edits_are_shown_once_in_every_reader(tmp_path: Path) -> None:
    retitled, rewritten = (
        FERRIES._replace(title="The ferries are back"),
        KEEPER._replace(text=f"{KEEPER.text} Two have asked."),
    )
    history = (
        version(a=[FERRIES, KEEPER], b=[ROSES]),
        version(a=[retitled, KEEPER], b=[ROSES]),
        version(a=[retitled, rewritten], b=[ROSES]),
        version(a=[rewritten, retitled], b=[ROSES]),
        version(a=[rewritten], b=[retitled, ROSES]),
        version(c=[rewritten], b=[retitled, ROSES]),
        version(c=[rewritten], b=[ROSES]),
        version(c=[rewritten]),
        version(c=[rewritten], b=[ROSES, retitled]),
    )
    done = replay(tmp_path / "work", iter(history))
    assert not done.found
    assert len(done.subscribers) == 16
    # Three articles in the combined feed, in the feed where each began, and in those that they moved to.
    expected = {"newsboat": 3}
    assert verdicts_of(done, "new") == {place: expected.get(place[0], 3 + 3 + 2) for place in verdicts_of(done, "new")}
    assert all(verdicts_of(done, "updated").values())


def test_an_article_that_loses_its_id_is_a_duplicate_in_every_reader(tmp_path: Path) -> None:
    other = FERRIES._replace(title="Harbour in winter", text="Nothing is left of what stood here before, not a word.")
    done = replay(tmp_path / "work", iter((version(a=[FERRIES, KEEPER]), version("changed", a=[other, KEEPER]))))
    shown = verdicts_of(done, "duplicate")
    # Once in the combined feed and once in the source's; newsboat has but one table.
    assert shown == {place: 1 if place[0] == "newsboat" else 2 for place in shown}
    assert list(causes([done], 1)) == [
        "     1 duplicate: changed",
        "seed 0, round 1: a.txt, article 1 is a duplicate (changed)",
    ]
    assert list(table([done]))[1].split() == ["FreshRSS", "atom", "4", "0", "2", "0"]
    assert duplicates([done, done]) == 2 * sum(shown.values())


def test_an_article_that_gets_the_id_of_another_is_collapsed_in_every_reader(tmp_path: Path) -> None:
    # To all who read it this is an edit; only the history says that it is another article.
    other = FERRIES._replace(number=9, text=f"{FERRIES.text} A second one followed.")
    done = replay(tmp_path / "work", iter((version(a=[FERRIES, KEEPER]), version(a=[other, KEEPER]))))
    assert all(verdicts_of(done, "collapsed").values())


def test_a_file_that_is_not_read_as_it_was_written_stops_the_replay(tmp_path: Path) -> None:
    wrong = version(a=[FERRIES, KEEPER])
    with pytest.raises(ValueError, match=r"a\.txt holds 1 articles and was read as 2"):
        replay(tmp_path / "work", iter((wrong._replace(standing=wrong.standing[:1]),)))


def test_a_file_that_is_not_read_at_all_stops_the_replay(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not every file was read"):
        replay(tmp_path / "work", iter((Version({"a.ini": "colour = red"}, ()),)))


def test_the_command_prints_a_line_for_each_reader_and_format(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["subscribers", "--seeds", "1", "--rounds", "0"])
    with pytest.raises(SystemExit) as left:
        main()
    lines = capsys.readouterr().out.splitlines()
    assert left.value.code == 0
    assert lines[1].split() == ["reader", "format", "new", "updated", "duplicate", "collapsed"]
    assert len(lines) == 2 + 16 + 1
    assert lines[-1] == "duplicates in all readers: 0, goal: 0"
