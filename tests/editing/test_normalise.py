import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.editing.ids import mint
from aggregator.editing.normalise import key_of, normalise, same_words, without_repeats
from aggregator.editing.sketching import sketches
from aggregator.model import Article, Candidate, DateLine

READABLE = st.characters(exclude_categories=["Cc", "Cs"])
LINE = st.text(READABLE, min_size=1, max_size=20).map(str.strip).filter(lambda line: line.strip("\u200b"))


def article(title: str, *paragraphs: str, link: str | None = None, date: DateLine | None = None) -> Article:
    return Article(3, 9, title, paragraphs, link, date, None, "Read more")


def test_an_article_becomes_a_candidate() -> None:
    date = DateLine(datetime(2012, 3, 14, tzinfo=UTC), whole_day=True)
    key = key_of("The pier", "One & two.\n\nThree.")
    made = normalise(article("The pier", "One & two.", "Three.", link="HTTPS://Example.org/ä", date=date))
    assert made == Candidate(
        title="The pier",
        text="One & two.\n\nThree.",
        as_read=None,
        link="https://example.org/%C3%A4",
        date=date,
        line=3,
        key=key,
        first_id=mint(key, 0),
        sketches=sketches("One & two.\n\nThree.", key),
    )


def test_a_title_alone_has_no_text() -> None:
    made = normalise(article("The pier"))
    assert (made.title, made.text, made.as_read) == ("The pier", "", None)


def test_what_was_mended_is_kept_as_it_was_read() -> None:
    made = normalise(article("It donâ€™t", "as a”wonder”", "as it is"))
    assert (made.title, made.text) == ("It don’t", "as a “wonder”\n\nas it is")
    assert made.as_read == "It donâ€™t\n\nas a”wonder”\n\nas it is"


def test_a_file_saved_again_with_its_damage_repaired_holds_the_same_article() -> None:
    damaged, repaired = article("Pier", "as a”wonder”"), article("Pier", "as a “wonder”")
    assert normalise(damaged).key == normalise(repaired).key


def test_a_link_that_is_not_safe_is_none() -> None:
    assert normalise(article("Pier", link="javascript:alert(1)")).link is None


@settings(deadline=None)  # the first example that needs it loads ftfy
@given(LINE, st.lists(LINE, max_size=3))
def test_title_and_paragraphs_stay_apart(title: str, paragraphs: list[str]) -> None:
    made = normalise(article(title, *paragraphs))
    assert made.title
    assert "\n" not in made.title
    assert len(made.text.split("\n\n") if made.text else []) == len(paragraphs)


# Keys


def test_spacing_and_the_encoding_of_accents_make_no_other_key() -> None:
    key = key_of("Der Café", "Eins zwei.\n\nDrei.")
    assert len(key) == 16
    assert key == key_of("Der  Café ", "Eins\nzwei.\n\n\n Drei.")
    assert key == key_of("Der\u00a0Cafe\u0301", "Eins\u202fzwei.\tDrei.")


@pytest.mark.parametrize(
    ("title", "text"),
    [("Der Cafe", "Eins"), ("Der Café", "eins"), ("Der CaféEins", ""), ("Der Café", "Eins."), ("", "")],
)
def test_any_other_character_makes_another_key(title: str, text: str) -> None:
    assert key_of(title, text) != key_of("Der Café", "Eins")


@given(st.text(READABLE, max_size=8), st.text(READABLE, max_size=8))
def test_a_key_knows_title_from_text(title: str, text: str) -> None:
    if title.split() and text.split():
        assert key_of(title, text) != key_of(title + text, "")


# Words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The “dam” – it’s safe.", 'the "dam" - IT\'S  safe'),
        ("har\u00adbour", "harbour"),
        ("Cafe\u0301", "Café"),
        ("می\u200cروم", "میروم"),
        ("straße", "STRASSE"),
        ("ﬁn", "fin"),
        ("Ｐｉｅｒ １", "Pier 1"),
        ("€100 or 5%", "€ 100 or 5\u202f%"),
        ("", " … "),
    ],
)
def test_a_reader_would_not_notice(one: str, other: str) -> None:
    assert same_words(one, other)
    assert same_words(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the dam", "the dams"),
        ("every day", "everyday"),
        ("1 boat", "2 boats"),
        ("for €100", "for $100"),
        ("by 5%", "by 5‰"),
        ("C++", "C#"),
        ("+5°", "-5°"),
        ("Café", "Cafe"),
        ("की", "का"),
        ("กิน", "กัน"),
        ("a", ""),
    ],
)
def test_a_reader_would_notice(one: str, other: str) -> None:
    assert not same_words(one, other)


@given(st.text(READABLE))
def test_composition_and_case_are_never_noticed(text: str) -> None:
    assert same_words(text, text)
    assert same_words(text, unicodedata.normalize("NFD", text))


def read(title: str, text: str = "", line: int = 1) -> Candidate:
    return normalise(article(title, *filter(None, [text])))._replace(line=line)


def test_the_same_article_twice_is_one_where_it_stood_first() -> None:
    articles = [read("Tide", "Six.", 1), read("Between", "", 5), read("Tide", " Six.\n", 9)]
    assert without_repeats(articles) == articles[:2]


def test_the_same_title_over_another_text_is_another_article() -> None:
    articles = [read("Weather", "Rain."), read("Weather", "Sun."), read("Weather")]
    assert without_repeats(iter(articles)) == articles
