"""A folder of generated press digests, the same for the same seed."""

import os
import random
from pathlib import Path

NOUNS = (
    "harbour ferry garden library river council bridge market school museum orchard railway theatre station lighthouse "
    "baker teacher captain neighbour visitor summer winter morning evening festival question answer letter street"
).split()
#: Names as many as a newspaper has: of so few nouns alone, thousands of articles would begin alike.
NAMES = tuple(
    f"{first}{last}".capitalize()
    for first in (
        "ash ald birch black brad bram brook cam carl clay cold crow dal den dun east elm fair fern glen "
        "good green grim hal hart haw hazel high holm kings lang lin long mar mel mill moss new north nor oak old "
        "ox pem quar raven red rock rose rush salt sand shel sil stan stoke stone swin thorn wal west whit win wood"
    ).split()
    for last in (
        "bourne bridge burn bury by cliff combe cross dale den don field firth fold ford gate ham holt hurst ley low "
        "mere minster moor mouth ness port ridge sea shaw stead stow thorpe ton view water wick worth"
    ).split()
)
VERBS = "opened closed repaired counted welcomed announced celebrated found painted moved visited remembered".split()
LINKS = ("in the", "of the", "with a", "for the", "after a", "before the", "near the", "because of the", "and the")
#: Now and then something that needs attention: a curly quote, a dash, a damaged quotation.
SPECIAL = ("“quoted”", "– a dash –", "isn’t", "said”a wonder”", "café", "…")
#: In each digest.
ARTICLES = 8


def make(folder: Path, files: int, articles: int = ARTICLES, seed: int = 1) -> None:
    """Write `files` digests of `articles` articles each, in sub-folders of 100, with mtimes that are long past."""
    chance = random.Random(seed)
    for number in range(files):
        place = folder / f"{number // 100:04}" / f"{number:06}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join(article(chance) for _ in range(articles)), encoding="utf-8")
        moment = 1_600_000_000 + number * 60
        os.utime(place, (moment, moment))


def article(chance: random.Random) -> str:
    """A title, an excerpt of one to three paragraphs, and the marker."""
    title = clause(chance).capitalize()
    paragraphs = "\n\n".join(paragraph(chance) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    return f"{title}\n\n{paragraphs}\n\nRead more\n"


def paragraph(chance: random.Random) -> str:
    """Two to five sentences; one in eight holds something that is not plain."""
    sentences = []
    for _ in range(chance.randint(2, 5)):
        words = f"The {clause(chance)}".split()
        if chance.random() < 1 / 8:
            words.insert(chance.randrange(1, len(words)), chance.choice(SPECIAL))
        sentences.append(" ".join(words) + ".")
    return " ".join(sentences)


def clause(chance: random.Random) -> str:
    """Who did what, where."""
    noun, verb, other, place = (chance.choice(words) for words in (NOUNS, VERBS, NOUNS, NOUNS))
    here, there = chance.choice(NAMES), chance.choice(NAMES)
    return f"{noun} of {here} {verb} the {other} {chance.choice(LINKS)} {place} of {there}"
