"""Files as editors and copies leave them: away for a moment, put back older, saved twice within a second."""

from aggregator.store import entries
from tests.scanner import A, B, C, D, Scanner


def test_an_article_keeps_its_id_though_its_file_was_away_while_it_was_edited(scanner: Scanner) -> None:
    place = scanner.put("a.txt", A, B)
    scanner.scan()
    before = scanner.ids()
    place.unlink()
    scanner.now += 1
    assert scanner.scan().entries.gone == 2
    scanner.put("a.txt", (A[0], "They are red and sweet."), B, at=scanner.now - 10)
    scanner.now += 1
    scanner.scan()
    assert scanner.ids() == before


def test_what_went_long_ago_is_not_taken_for_an_article_of_the_same_title(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B)
    scanner.scan()
    gone = scanner.ids()[A[0]]
    scanner.put("a.txt", B, at=scanner.now - 60)
    scanner.scan()
    scanner.now += 86_400
    scanner.put("a.txt", (A[0], "Another year, another harvest."), B, at=scanner.now - 60)
    scanner.scan()
    assert scanner.ids()[A[0]] != gone


def test_a_block_on_top_is_the_newest_though_it_came_within_the_same_second(scanner: Scanner) -> None:
    scanner.put("a.txt", B, C, at=scanner.now - 2)
    scanner.scan(closed={"a.txt"})
    scanner.put("a.txt", A, B, C, at=scanner.now - 1)
    scanner.scan(closed={"a.txt"})
    scanner.put("a.txt", D, A, B, C, at=scanner.now)
    scanner.scan(closed={"a.txt"})
    assert newest(scanner) == [D[0], A[0], B[0], C[0]]
    assert max(row.published for row in scanner.rows()) <= scanner.now


def test_three_additions_within_a_second_keep_their_order(scanner: Scanner) -> None:
    for count in (1, 2, 3, 4):
        scanner.put("a.txt", *(D, C, B, A)[4 - count :], at=scanner.now - 0.9 + count / 10)
        scanner.scan(closed={"a.txt"})
    assert newest(scanner) == [D[0], C[0], B[0], A[0]]


def test_a_block_on_top_is_the_newest_though_the_file_bears_an_older_time(scanner: Scanner) -> None:
    scanner.put("a.txt", B, C, at=scanner.now - 10)
    scanner.scan()
    scanner.put("a.txt", A, B, C, at=scanner.now - 1000)
    scanner.scan()
    assert newest(scanner) == [A[0], B[0], C[0]]
    assert len({row.published for row in scanner.rows()}) == 3


def test_two_blocks_on_top_keep_their_order_though_they_share_a_second(scanner: Scanner) -> None:
    scanner.put("a.txt", B, C, at=scanner.now)
    scanner.scan(closed={"a.txt"})
    scanner.put("a.txt", D, A, B, C, at=scanner.now)
    scanner.scan(closed={"a.txt"})
    assert newest(scanner) == [D[0], A[0], B[0], C[0]]


def test_no_date_lies_before_1970_for_the_sake_of_a_files_own_time(scanner: Scanner) -> None:
    scanner.put("a.txt", A, B, C, at=-1e6)
    scanner.scan()
    assert [row.published for row in scanner.rows()] == [2, 1, 0]


def test_an_edit_is_never_dated_in_the_future(scanner: Scanner) -> None:
    scanner.put("a.txt", A, at=scanner.now - 60)
    scanner.scan()
    scanner.put("a.txt", (A[0], "They are green."), at=scanner.now + 86_400)
    scanner.now += 100
    scanner.scan(closed={"a.txt"})
    assert [row.updated for row in scanner.rows()] == [scanner.now]


def test_articles_that_share_a_link_get_pages_of_their_own(scanner: Scanner) -> None:
    link = "https://news.example/today"
    scanner.write("a.txt", "".join(f"{title}\n\n{text}\n\nRead more: {link}\n\n" for title, text in (A, B)))
    scanner.scan()
    assert scanner.query("SELECT title, link FROM entries ORDER BY published DESC") == [(A[0], link), (B[0], None)]


def newest(scanner: Scanner) -> list[str]:
    """The titles as feeds list them."""
    with scanner.store.reading() as transaction:
        return [entry.title for entry in entries.newest(transaction, 50)]
