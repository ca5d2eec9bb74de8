"""`Last-Modified` moves whenever bytes do, whatever the clock says."""

from aggregator.publishing.press import last_modified
from aggregator.store import state
from tests.scanner import A, B, C, Scanner

ONE, OTHER = b"one presentation", b"another presentation"


def bear(scanner: Scanner) -> int:
    """What the combined feed bears."""
    with scanner.store.reading() as transaction:
        return last_modified(state.news(transaction))


def present(scanner: Scanner, presentation: bytes) -> None:
    with scanner.store.writing() as transaction:
        state.present(transaction, presentation, int(scanner.now))


def test_another_presentation_moves_it_and_the_same_one_does_not(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    present(scanner, ONE)
    before = bear(scanner)
    present(scanner, ONE)
    assert bear(scanner) == before
    present(scanner, OTHER)
    assert bear(scanner) > before


def test_it_moves_within_one_second_whichever_changes_last(scanner: Scanner) -> None:
    borne = []
    for number, articles in enumerate(((A,), (B, A), (C, B, A))):
        scanner.put("a.txt", *articles, at=scanner.now - 60 + number)
        scanner.scan()
        borne.append(bear(scanner))
        present(scanner, bytes([number]))
        borne.append(bear(scanner))
    assert borne == sorted(set(borne))


def test_it_moves_though_the_clock_was_set_back(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    before = bear(scanner)
    scanner.now -= 7200
    present(scanner, ONE)
    assert bear(scanner) > before


def test_a_source_bears_no_moment_that_it_bore_before(scanner: Scanner) -> None:
    scanner.put("a.txt", A)
    scanner.scan()
    present(scanner, ONE)
    before = bear(scanner)
    scanner.put("a.txt", B, A, at=scanner.now - 30)
    scanner.scan()
    assert scanner.query("SELECT changed FROM sources") == [(before + 1,)]
