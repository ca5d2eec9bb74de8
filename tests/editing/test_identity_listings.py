"""Listings, whose articles are of one mould: each keeps its id through new figures, and none gets another one's."""

import random

import pytest

from aggregator.editing.identity import decide
from aggregator.editing.likeness import Titles, compare, wording
from tests.editing.test_identity_edits import SHORT, claim, known, only, rows

TOWNS = [
    *("Leeds", "Hull", "York", "Dundee", "Cardiff", "Whitby", "Bristol", "Exeter"),
    *("Derry", "Oxford", "Truro", "Durham", "Perth", "Swansea", "Ely", "Bath"),
]
#: One mould a language, of fifteen words or so: the title, the text.
MOULDS = {
    "english": (
        "Weather in {town}",
        "Sunny spells in the morning, {sky} by evening, highs of {number} degrees and winds from the {wind}.",
    ),
    "deutsch": (
        "Wetter in {town}",
        "Am Morgen heiter, gegen Abend {sky}, Höchstwerte um {number} Grad und schwacher Wind aus Richtung {wind}.",
    ),
    "عربي": (
        "الطقس في {town}",
        "صباح مشمس ثم {sky} في المساء وتصل الحرارة إلى {number} درجة مع رياح خفيفة من جهة {wind} غدا",
    ),
    "中文": ("{town}天气预报", "早晨晴间多云，傍晚有{sky}，最高气温{number}度，微风，风向{wind}，空气湿度适中。"),
}
Article = tuple[str, str]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (no secret)


def weather(language: str, town: str, chance: random.Random) -> Article:
    title, text = MOULDS[language]
    sky, wind = chance.choice(("rain", "snow", "fog")), chance.choice(("west", "north", "east"))
    return title.format(town=town), text.format(sky=sky, number=chance.randint(3, 25), wind=wind)


def listing(language: str, chance: random.Random) -> list[Article]:
    return [weather(language, town, chance) for town in TOWNS]


def outcome(before: list[Article], now: list[Article], source: int = 1) -> list[int | None]:
    entries = [known(row, *article, line=row * 3 + 1) for row, article in enumerate(before)]
    return rows([claim(*article, source, row * 3 + 1) for row, article in enumerate(now)], entries)


@pytest.mark.parametrize("language", MOULDS)
@pytest.mark.parametrize("source", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_each_of_a_listing_keeps_its_id_through_new_figures(language: str, source: int, seed: int) -> None:
    chance = seeded(seed)
    before, now = listing(language, chance), listing(language, chance)
    order = list(range(len(TOWNS)))
    chance.shuffle(order)
    assert outcome(before, [now[place] for place in order], source) == order


@pytest.mark.parametrize("language", MOULDS)
@pytest.mark.parametrize("figures", ["new", "as they were"])
@pytest.mark.parametrize("place", [0, 7, 15])
def test_one_of_a_listing_is_new_in_the_place_of_another(language: str, figures: str, place: int) -> None:
    chance = seeded(place)
    before = listing(language, chance)
    now = listing(language, chance) if figures == "new" else list(before)
    now[place] = weather(language, "Stirling", chance)
    wanted: list[int | None] = list(range(len(TOWNS)))
    wanted[place] = None
    assert outcome(before, now) == wanted


def test_who_takes_the_text_of_another_one_of_its_listing_stays_who_it_was() -> None:
    chance = seeded(1)
    before = listing("english", chance)
    now = [(before[0][0], before[3][1]), *listing("english", chance)[1:]]
    assert outcome(before, now) == list(range(len(TOWNS)))


def test_a_text_that_got_a_new_title_is_not_left_to_its_column() -> None:
    title, text = weather("english", "Leeds", seeded(1))
    entry = known(1, title, text)
    claims = [claim(title, text.replace("morning", "afternoon")), claim("Fine for walking", text)]
    assert rows(claims, [entry]) == [None, 1]


def result(home: str, away: str, score: str, number: int) -> Article:
    text = f"{home} met {away} on Saturday before {number} spectators and the match ended {score} after extra time."
    return f"{home} – {away} {score}", text


def test_the_results_of_the_next_matchday_are_new() -> None:
    pairs = list(zip(TOWNS[::2], TOWNS[1::2], strict=True))
    before = [result(home, away, f"{row}:1", 4000 + 7 * row) for row, (home, away) in enumerate(pairs)]
    returned = [result(away, home, f"{row}:1", 4001 + 9 * row) for row, (home, away) in enumerate(pairs)]
    assert outcome(before, returned) == outcome(before, returned, source=2) == [None] * len(pairs)
    mixed = [result(home, TOWNS[-row], f"{row}:1", 4001 + 9 * row) for row, (home, _) in enumerate(pairs, 1)]
    assert outcome(before, mixed) == [None] * len(pairs)


def test_a_result_that_is_corrected_in_title_and_text_is_that_result() -> None:
    pairs = list(zip(TOWNS[::2], TOWNS[1::2], strict=True))
    before = [result(home, away, f"{row}:1", 4000 + 7 * row) for row, (home, away) in enumerate(pairs)]
    now = list(before)
    now[3] = result(*pairs[3], "3:2", 4021)
    assert outcome(before, now) == list(range(len(pairs)))


@pytest.mark.parametrize("listed", [True, False])
def test_another_street_and_another_name_are_another_article(*, listed: bool) -> None:
    title = "Road works: {}"
    text = "{} will be closed to all traffic from Monday to Friday while the water main is replaced."
    streets = ["Mill Lane", "Park Row", "High Street"] if listed else ["Mill Lane"]
    before = [(title.format(street), text.format(street)) for street in streets]
    now = [*before[1:], (title.format("Station Road"), text.format("Station Road"))]
    assert outcome(before, now) == [*range(1, len(streets)), None]


def test_one_word_that_title_and_text_exchange_is_a_correction() -> None:
    old = ("Three hurt as the pier gives way", "Three people were hurt when the old pier gave way on Monday afternoon.")
    new = ("Four hurt as the pier gives way", "Four people were hurt when the old pier gave way on Monday afternoon.")
    assert outcome([old], [new]) == [0]


def test_one_of_a_listing_keeps_its_id_through_a_slip_in_its_title_and_a_new_figure() -> None:
    chance = seeded(4)
    before = listing("english", chance)
    now = list(before)
    now[2] = ("Waether in York", before[2][1].replace("morning", "afternoon"))
    assert outcome(before, now) == list(range(len(TOWNS)))


def test_of_groups_that_a_letter_tells_apart_the_new_one_is_new() -> None:
    text = "Group {} has played all of its games, and {} leads the table with nine points before the others."
    before = [(f"Results of the group {each}", text.format(each, each)) for each in "abcd"]
    assert outcome(before, [*before[1:], ("Results of the group e", text.format("e", "e"))]) == [1, 2, 3, None]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Results of group A", "Results of group B"),
        ("Budget debate, part I", "Budget debate, part II"),
        ("暴雨第二天市民自救", "暴雨第三天市民自救"),
    ],
)
def test_a_title_without_text_is_another_if_a_short_word_is(old: str, new: str) -> None:
    assert outcome([(old, "")], [(new, "")]) == [None]


def test_titles_without_text_keep_their_ids_through_slips() -> None:
    assert outcome([("Results of group A", "")], [("Resutls of group A", "")]) == [0]
    assert outcome([("暴雨第二天市民自救", "")], [("暴雨二第天市民自救", "")]) == [0]


@pytest.mark.parametrize("language", SHORT)
def test_alone_in_its_file_an_article_has_no_place_to_be_known_by(language: str) -> None:
    """A follow-up under the same headline, a word more than half of which is the old one's."""
    title, text, *_ = SHORT[language]
    kept = {"english": 34, "deutsch": 44, "русский": 46, "中文": 18}[language]
    fresh = {
        "english": "until noon but nobody had told those passengers who waited.",
        "deutsch": "und sank, wie gestern jemand erzählte, am Morgen ohne Ladung.",
        "русский": "никого не взяв сегодня утром вместо обычных пассажиров порта.",
        "中文": "昨天傍晚因机器故障停驶两天没有乘客知道",
    }[language]
    likeness = compare(wording(title, text), wording(title, text[:kept] + fresh), moved=False)
    assert likeness.titles is Titles.SAME
    assert likeness.score < likeness.bar
    assert only(claim(title, text[:kept] + fresh), known(1, title, text)).known is None


def test_a_listing_says_nothing_of_an_article_that_is_none_of_it() -> None:
    title, text, rewritten, _ = SHORT["english"]
    before = [*listing("english", seeded(1)), (title, text)]
    now = [*listing("english", seeded(2)), ("Pier full again", text.replace("seven", "noon"))]
    assert outcome(before, now) == list(range(len(before)))
    assert decide([claim(title, rewritten)], [known(1, title, text)])[0].known
