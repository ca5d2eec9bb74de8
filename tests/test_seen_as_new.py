"""The flood gate: how many entries subscribers of each feed would see as new."""

from tests.scanner import NOON, A, B, C, D, Scanner


def test_everything_is_new_at_first_and_nothing_after_that(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("b.txt", C)
    assert scanner.scan().seen_as_new == {"/feeds": 3, "/feeds/a": 2, "/feeds/b": 1}
    assert scanner.scan().seen_as_new == {}


def test_edits_and_returns_are_not_new(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C)
    scanner.scan()
    scanner.put("a.txt", (A[0], "They are red now."), C, at=NOON - 60)
    assert scanner.scan().seen_as_new == {}
    scanner.put("a.txt", D, A, B, C, at=NOON - 30)
    assert scanner.scan().seen_as_new == {"/feeds": 1, "/feeds/a": 1}


def test_what_moved_is_new_to_the_feed_that_it_moved_to_alone(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.put("b.txt", C)
    scanner.scan()
    scanner.put("a.txt", B, at=NOON - 60)
    scanner.put("b.txt", A, C, at=NOON - 60)
    assert scanner.scan().seen_as_new == {"/feeds/b": 1}


def test_what_the_window_does_not_show_is_not_seen(scanner: Scanner) -> None:
    scanner.window = 2
    scanner.put("2020-01-01-a.txt", A, B)
    scanner.put("2020-02-01-b.txt", C, D)
    assert scanner.scan().seen_as_new == {"/feeds": 2, "/feeds/2020-01-01-a": 2, "/feeds/2020-02-01-b": 2}
    scanner.put("2020-01-01-a.txt", A, B, ("Nuts", "They fall."), at=NOON - 60)
    scanner.put("2019-01-01-c.txt", ("Old news", "Long ago."))
    report = scanner.scan()
    assert report.entries.new == 2
    # Of two, each source has a share of one.
    assert report.seen_as_new["/feeds"] == 1
    assert report.seen_as_new["/feeds/2019-01-01-c"] == 1
