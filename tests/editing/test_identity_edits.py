"""Each kind of edit that an article keeps its id through, at 15 words and in several languages; and what is new."""

import random
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.editing.identity import Claim, Decision, decide
from aggregator.editing.ids import mint
from aggregator.editing.normalise import key_of
from aggregator.model import Candidate, Known

#: Fifteen words each, or as many as say as much.
SHORT = {
    "english": (
        "Ferries return after a week of storms",
        "The first ferry left the north pier at seven, nine minutes late and completely full.",
        "The first ferry left the south quay at noon, nine minutes late and completely full.",
        " Boats will run every hour until Sunday.",
    ),
    "deutsch": (
        "Fähren fahren nach einer Woche Sturm wieder",
        "Die erste Fähre verließ um sieben den Nordanleger, neun Minuten zu spät und voll besetzt.",
        "Die erste Fähre verließ mittags den Südkai, neun Minuten zu spät und voll besetzt.",
        " Bis Sonntag fahren die Schiffe jede Stunde.",
    ),
    "русский": (
        "Паромы вернулись после недели штормов",
        "Первый паром ушёл от северного причала в семь, опоздав на девять минут и полный людей.",
        "Первый паром ушёл от южной пристани в полдень, опоздав на девять минут и полный людей.",
        " До воскресенья суда ходят каждый час.",
    ),
    "中文": (
        "一周风暴之后渡轮恢复通航",
        "第一班渡轮七点离开北码头，晚了九分钟，最后一排长椅也坐满了人。",
        "第一班渡轮中午离开南岸，晚了九分钟，最后一排长椅也坐满了人。",
        "到星期日为止每小时一班。",
    ),
}
OTHER_TITLE = {"english": "Pier full again", "deutsch": "Voller Anleger", "русский": "Снова толпа", "中文": "码头人满"}


def claim(title: str, text: str, source: int = 1, line: int = 1) -> Claim:
    return Claim(source, Candidate(title, text, None, None, None, line, key_of(title, text), b""))


def known(row: int, title: str, text: str, source: int = 1, line: int = 1, *, gone: bool = False) -> Known:
    key = key_of(title, text)
    return Known(row, UUID(bytes=mint(key, row)), source, key, title, text, None, 0, 0, gone, line)


def rows(claims: Sequence[Claim], entries: Sequence[Known]) -> list[int | None]:
    return [decision.known.row if decision.known else None for decision in decide(claims, entries)]


def only(one: Claim, entry: Known) -> Decision:
    (decision,) = decide([one], [entry])
    return decision


@pytest.mark.parametrize("language", SHORT)
@pytest.mark.parametrize("source", [1, 2])
class TestAnArticleOfFifteenWordsKeepsItsIdHereAndInAnotherFile:
    def test_with_a_typo_in_its_title(self, language: str, source: int) -> None:
        title, text, *_ = SHORT[language]
        assert only(claim(title[:4] + title[5:], text, source), known(1, title, text)).known

    def test_with_a_typo_in_its_title_and_a_quarter_rewritten(self, language: str, source: int) -> None:
        title, text, rewritten, _ = SHORT[language]
        assert only(claim(title[:4] + title[5:], rewritten, source), known(1, title, text)).evidence == "alike"

    def test_under_another_title(self, language: str, source: int) -> None:
        title, text, *_ = SHORT[language]
        entry = known(1, title, text * 3)
        assert only(claim(OTHER_TITLE[language], text * 3, source), entry).evidence == "text"

    def test_with_a_quarter_rewritten(self, language: str, source: int) -> None:
        title, text, rewritten, _ = SHORT[language]
        decision = only(claim(title, rewritten, source), known(1, title, text))
        assert decision.evidence == "title"
        assert 0.6 < decision.score < 0.95

    def test_extended_under_another_title(self, language: str, source: int) -> None:
        title, text, _, more = SHORT[language]
        assert only(claim(OTHER_TITLE[language], text + more, source), known(1, title, text)).known


def test_the_same_text_under_a_new_title_is_known_in_its_file_however_short() -> None:
    assert only(claim("Pears", "Not yet."), known(1, "Plums", "Not yet.")).evidence == "text"
    assert only(claim("Pears", "Not yet.", source=2), known(1, "Plums", "Not yet.")).evidence == "new"


def test_a_text_that_several_articles_share_is_no_evidence() -> None:
    text = "Subscribers read the whole of this article on our pages from Monday morning at six o'clock on."
    entries = [known(1, "Ferries return", text, line=1), known(2, "Orchards bloom", text, line=5)]
    claims = [claim("Ferries return", text, line=1), claim("Council meets", text, line=5)]
    assert rows(claims, entries) == [1, None]
    assert rows([claim("Council meets", text)], entries) == [None]
    assert rows([claim("Feries return", text)], entries) == [1]


def test_a_text_that_was_gone_is_not_known_in_another_file_under_another_title() -> None:
    text = SHORT["english"][1]
    assert only(claim("Pier full again", text, source=2), known(1, "Ferries return", text, gone=True)).known is None


def test_a_follow_up_is_new_even_where_the_old_article_leaves() -> None:
    title, text, *_ = SHORT["english"]
    follow_up = "The first ferry left the north pier at seven, but nobody had told the waiting passengers today."
    assert only(claim("Ferries return after a month of storms", follow_up), known(1, title, text)).known is None
    assert rows(
        [claim("Ferries return after a month of storms", follow_up), claim(title, text)], [known(1, title, text)]
    ) == [
        None,
        1,
    ]


def test_the_next_article_of_a_column_is_new_in_the_place_of_the_last() -> None:
    entry = known(1, "Weather", "Rain in the morning, and a strong wind from the west until late at night.")
    later = claim("Weather", "Snow will fall on the hills, while the coast can look forward to some sunny hours.")
    assert only(later, entry).known is None


def test_an_article_cut_from_one_file_and_pasted_into_another_with_an_edit() -> None:
    title, text, rewritten, _ = SHORT["english"]
    entries = [known(1, title, text, source=1), known(2, "Orchards bloom", "Early this year.", source=1, line=9)]
    claims = [claim("Orchards bloom", "Early this year.", source=1), claim(title, rewritten, source=2)]
    assert rows(claims, entries) == [2, 1]


def test_an_article_that_stayed_is_not_taken_for_its_like_in_another_file() -> None:
    title, text, rewritten, _ = SHORT["english"]
    entries = [known(1, title, text, source=1), known(2, title, rewritten, source=2)]
    claims = [claim(title, rewritten + " So it was.", source=2), claim(title, text + " So it was.", source=1)]
    assert rows(claims, entries) == [2, 1]


def test_of_two_that_left_it_is_the_one_of_its_own_file() -> None:
    title, text, rewritten, _ = SHORT["english"]
    entries = [known(1, title, text, source=1), known(2, title, text, source=2)]
    assert rows([claim(title, rewritten, source=2)], entries) == [2]


def test_what_is_only_alike_at_home_is_looked_for_elsewhere() -> None:
    title, text, rewritten, _ = SHORT["english"]
    entries = [known(1, title, text, source=1), known(2, title, rewritten, source=2)]
    assert rows([claim(title, rewritten.replace("nine", "ten"), source=1)], entries) == [2]


def test_of_two_that_suit_as_well_it_is_the_one_with_the_closer_title() -> None:
    title, text, _, more = SHORT["english"]
    entries = [known(1, title, text, source=1), known(2, OTHER_TITLE["english"], text, source=2)]
    assert rows([claim(title.replace("Ferries", "Ferris"), text + more, source=3)], entries) == [1]


def test_of_two_old_articles_that_suit_as_well_none_is_taken() -> None:
    text = "The first ferry left the north pier at {} o'clock, nine minutes late and full to the last bench of all."
    entries = [known(1, "Ferry", text.format("six"), line=1), known(2, "Ferry", text.format("ten"), line=5)]
    assert rows([claim("Ferry", text.format("eight"))], entries) == [None]


def test_nor_is_one_that_suits_hardly_better() -> None:
    read = [f"word{number}" for number in range(45)]
    nearer, other = ["a", "b", *read[2:]], [*read[:42], "x", "y", "z"]
    entries = [known(1, "Ferry", " ".join(nearer), line=1), known(2, "Ferry", " ".join(other), line=5)]
    assert rows([claim("Ferry", " ".join(read))], entries) == [None]


def test_its_place_tells_which_of_two_it_is() -> None:
    text = "The first ferry left the north pier at {} o'clock, nine minutes late and full to the last bench of all."
    entries = [
        known(1, "Ferry", text.format("six"), line=1),
        known(2, "Orchards", "Early.", line=5),
        known(3, "Ferry", text.format("ten"), line=9),
        known(4, "Tides", "High.", line=13),
    ]
    claims = [
        claim("Orchards", "Early.", line=1),
        claim("Ferry", text.format("eight"), line=5),
        claim("Tides", "High.", line=9),
    ]
    assert [(each.known and each.known.row, each.evidence) for each in decide(claims, entries)] == [
        (2, "same"),
        (3, "position"),
        (4, "same"),
    ]
    unknown = [entry._replace(line=0) for entry in entries]
    assert rows(claims, unknown) == [2, None, 4]


def test_what_was_gone_comes_back_edited_only_to_its_own_file() -> None:
    title, text, rewritten, _ = SHORT["english"]
    gone = known(1, title, text, gone=True)
    assert only(claim(title, rewritten), gone).evidence == "title"
    assert only(claim(title, rewritten, source=2), gone).evidence == "new"
    assert only(claim(title, text, source=2), gone).evidence == "moved"


ARTICLES = [(title, each) for title, text, rewritten, more in SHORT.values() for each in (text, rewritten, text + more)]


@given(
    st.lists(st.tuples(st.sampled_from(ARTICLES), st.integers(1, 2)), max_size=8),
    st.lists(st.tuples(st.sampled_from(ARTICLES), st.integers(1, 2), st.booleans()), max_size=8),
    st.randoms(use_true_random=False),
)
def test_one_to_one_whatever_the_order_of_the_known(
    claimed: list[tuple[tuple[str, str], int]],
    held: list[tuple[tuple[str, str], int, bool]],
    chance: random.Random,
) -> None:
    claims = [claim(*article, source, line) for line, (article, source) in enumerate(claimed)]
    entries = [known(row, *article, source, row, gone=gone) for row, (article, source, gone) in enumerate(held)]
    decisions = decide(claims, entries)
    taken = [decision.known.row for decision in decisions if decision.known]
    assert len(taken) == len(set(taken))
    assert all(not (each.known and each.known.gone) or each.claim.source == each.known.source
               or each.evidence == "moved" for each in decisions)  # fmt: skip
    chance.shuffle(entries)
    assert decide(claims, entries) == decisions


def test_among_very_many_more_has_to_be_the_same_elsewhere_under_another_title() -> None:
    title, text, rewritten, _ = SHORT["english"]
    claims, entries = [claim(OTHER_TITLE["english"], rewritten, source=2)], [known(1, title, text, source=1)]
    crowd = [known(row, f"Nobody {row}", f"Says {row}, not {row + 1}.", source=9, line=row) for row in range(10, 1100)]
    assert rows(claims, entries) == [1]
    assert rows(claims, [*entries, *crowd]) == [None]
