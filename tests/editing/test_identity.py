import random
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.editing.identity import Claim, Decision, Evidence, decide
from aggregator.editing.ids import mint
from aggregator.editing.normalise import key_of
from aggregator.model import Candidate, Known

NAMESPACE = uuid.UUID(int=0)


def candidate(title: str, text: str = "", line: int = 1) -> Candidate:
    return Candidate(title, text, None, None, None, line, key_of(title, text), b"")


def claim(title: str, text: str = "", source: int = 1) -> Claim:
    return Claim(source, candidate(title, text))


def known(row: int, title: str, text: str = "", source: int = 1, *, gone: bool = False) -> Known:
    key = key_of(title, text)
    return Known(row, uuid.UUID(bytes=mint(key, row)), source, key, title, text, None, 0, 0, gone)


def outcome(claims: list[Claim], entries: list[Known]) -> list[tuple[int | None, Evidence]]:
    return [(each.known.row if each.known else None, each.evidence) for each in decide(claims, entries)]


DIGEST = [known(1, "Pier", "One."), known(2, "Pond", "Two."), known(3, "Park", "Three.")]
AS_IT_WAS = [claim("Pier", "One."), claim("Pond", "Two."), claim("Park", "Three.")]


# What keeps its id


def test_a_digest_as_it_was_keeps_everything() -> None:
    assert outcome(AS_IT_WAS, DIGEST) == [(1, "same"), (2, "same"), (3, "same")]


def test_a_block_on_top_is_the_only_new_one() -> None:
    assert outcome([claim("Rain", "Four."), *AS_IT_WAS], DIGEST) == [
        (None, "new"),
        (1, "same"),
        (2, "same"),
        (3, "same"),
    ]


def test_order_makes_no_difference() -> None:
    assert outcome(AS_IT_WAS[::-1], DIGEST) == [(3, "same"), (2, "same"), (1, "same")]


def test_an_edited_text_or_title_keeps_its_id() -> None:
    assert outcome([claim("Pier", "One, edited."), claim("Pond, edited", "Two.")], DIGEST) == [
        (1, "title"),
        (2, "text"),
    ]


def test_another_title_over_another_text_is_a_new_article() -> None:
    assert outcome([claim("Rain", "At last.")], DIGEST) == [(None, "new")]


def test_an_article_without_text_is_not_known_by_its_lack() -> None:
    assert outcome([claim("Rain")], [known(1, "Sun")]) == [(None, "new")]
    assert outcome([claim("Sun", "At last.")], [known(1, "Sun")]) == [(1, "title")]


def test_an_article_that_moved_to_another_file_keeps_its_id() -> None:
    assert outcome([claim("Pond", "Two.", source=2)], DIGEST) == [(2, "moved")]


def test_an_article_keeps_its_id_in_another_file_if_only_its_punctuation_changed() -> None:
    assert outcome([claim("Pond", "Two!", source=2)], DIGEST) == [(2, "title")]
    assert outcome([claim("Pond", "Ducks.", source=2)], DIGEST) == [(None, "new")]


def test_an_article_that_came_back_gets_its_id_back() -> None:
    assert outcome([claim("Pier", "One.")], [known(9, "Pier", "One.", gone=True)]) == [(9, "same")]
    assert outcome([claim("Pier", "One.", source=2)], [known(9, "Pier", "One.", gone=True)]) == [(9, "moved")]


def test_an_article_that_was_only_away_comes_back_edited() -> None:
    assert outcome([claim("Pier", "One!")], [known(9, "Pier", "One.", gone=True)]) == [(9, "title")]
    assert outcome([claim("Pier!", "One.")], [known(9, "Pier", "One.", gone=True)]) == [(9, "text")]
    assert outcome([claim("Pier", "One!", source=2)], [known(9, "Pier", "One.", gone=True)]) == [(None, "new")]


def test_one_that_is_there_comes_before_one_that_was_away() -> None:
    entries = [known(8, "Pier", "One.", gone=True), known(9, "Pier", "One?")]
    assert outcome([claim("Pier", "One!")], entries) == [(9, "title")]


def test_a_long_text_is_recognised_in_another_file_under_another_title() -> None:
    text = "The ferry left the north pier at seven, nine minutes late and full to the last bench of all."
    assert outcome([claim("Ferry!", text, source=2)], [known(9, "Ferry", text)]) == [(9, "text")]
    assert outcome([claim("Ferry!", "See inside.", source=2)], [known(9, "Ferry", "See inside.")]) == [(None, "new")]


# Who goes first


def test_the_same_article_comes_before_an_edited_one() -> None:
    entries = [known(1, "Weather", "Rain."), known(2, "Weather", "Sun.")]
    claims = [claim("Weather", "Snow."), claim("Weather", "Rain."), claim("Weather", "Sun.")]
    assert outcome(claims, entries) == [(None, "new"), (1, "same"), (2, "same")]
    assert outcome(claims[:2], entries) == [(None, "new"), (1, "same")]


def test_an_article_stays_in_its_file_while_its_twin_in_another_is_new() -> None:
    claims = [claim("Pier", "One.", source=2), claim("Pier", "One.", source=1)]
    assert outcome(claims, DIGEST) == [(None, "new"), (1, "same")]


def test_a_published_twin_comes_before_a_withdrawn_one() -> None:
    entries = [known(1, "Pier", "One.", gone=True), known(2, "Pier", "One.")]
    assert outcome([claim("Pier", "One.")], entries) == [(2, "same")]
    assert outcome([claim("Pier", "One.", source=2)], entries[::-1]) == [(2, "moved")]


def test_titles_exchanged_between_two_articles_go_with_the_text() -> None:
    claims = [claim("Pier", "Two."), claim("Pond", "One.")]
    assert outcome(claims, DIGEST) == [(2, "text"), (1, "text")]


def test_a_title_alone_is_no_evidence_since_columns_recur() -> None:
    entries = [known(1, "Weather", "Rain."), known(2, "Weather", "Sun.")]
    claims = [claim("Weather", "Snow."), claim("Weather", "Hail.")]
    assert outcome(claims, entries) == outcome(claims, entries[::-1]) == [(None, "new"), (None, "new")]


# What holds for all articles

ARTICLES = st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "x", "y", "z"]), st.integers(1, 2))


@given(
    st.lists(ARTICLES, max_size=12),
    st.lists(st.tuples(ARTICLES, st.booleans()), max_size=12),
    st.randoms(use_true_random=False),
)
def test_every_claim_gets_one_decision_and_every_entry_at_most_one_claim(
    claimed: list[tuple[str, str, int]], held: list[tuple[tuple[str, str, int], bool]], shuffle: random.Random
) -> None:
    claims = [claim(*each) for each in claimed]
    entries = [known(row, *each, gone=gone) for row, (each, gone) in enumerate(held)]
    decisions = decide(claims, entries)
    assert [decision.claim for decision in decisions] == claims
    rows = [decision.known.row for decision in decisions if decision.known]
    assert len(rows) == len(set(rows))
    assert all((decision.known is None) == (decision.evidence == "new") for decision in decisions)
    unclaimed = [entry for entry in entries if entry.row not in rows]
    for decision in decisions:
        _holds(decision)
        if decision.known is None:
            assert not any(entry.key == decision.claim.candidate.key for entry in unclaimed)
    shuffle.shuffle(entries)
    assert decide(claims, entries) == decisions


def _holds(decision: Decision) -> None:
    """The evidence is true, and no stronger one is."""
    (source, article), entry, evidence, score = decision
    assert 0 <= score <= 1
    if entry is None:
        return
    assert (evidence in {"same", "moved"}) == (article.key == entry.key)
    assert evidence not in {"same", "moved"} or score == 1
    assert (evidence == "moved") == (article.key == entry.key and source != entry.source)
    if evidence in {"title", "text"}:
        assert entry.source == source
        assert (evidence == "title") == (article.title == entry.title)


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("wxyz")), unique=True),
    st.randoms(use_true_random=False),
)
def test_no_reordering_costs_an_id(articles: list[tuple[str, str]], shuffle: random.Random) -> None:
    entries = [known(row, *article) for row, article in enumerate(articles)]
    claims = [claim(entry.title, entry.text) for entry in entries]
    expected = {each.candidate.key: entry.id for each, entry in zip(claims, entries, strict=True)}
    shuffle.shuffle(claims)
    decided = decide(claims, entries)
    assert {each.claim.candidate.key: each.known.id for each in decided if each.known} == expected


# Ids


def test_an_id_is_the_same_on_every_machine_and_at_any_time() -> None:
    key = key_of("Pier", "One.")
    assert str(uuid.UUID(bytes=mint(key, 0))) == "bab0dec3-f902-8863-a7ce-a6549bd28fce"
    assert str(uuid.UUID(bytes=mint(key, 1))) == "db770f47-17ec-8b59-853c-58e463f9e906"


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2**32 - 1))
def test_an_id_is_a_uuid_of_version_8(key: bytes, number: int) -> None:
    minted = uuid.UUID(bytes=mint(key, number))
    assert (minted.version, minted.variant) == (8, uuid.RFC_4122)
    assert uuid.UUID(str(minted)) == minted
    assert minted.bytes == mint(key, number)


def test_neither_key_nor_number_shares_an_id_with_another() -> None:
    keys = [key_of(str(number), "") for number in range(100)]
    assert len({mint(key, number) for key in keys for number in range(100)}) == 10_000


@pytest.mark.parametrize("edited", [False, True])
def test_fifty_thousand_namesakes_take_no_longer_than_their_number(*, edited: bool) -> None:
    entries = [known(row, "Weather", f"{row}")._replace(id=NAMESPACE) for row in range(50_000)]
    claims = [claim("Weather", f"{row}!" if edited else f"{row}") for row in range(50_000)]
    begun = time.process_time()
    decisions = decide(claims, entries)
    assert time.process_time() - begun < 5
    assert {decision.evidence for decision in decisions} == {"title" if edited else "same"}
