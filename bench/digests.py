"""A folder of generated press digests, the same for the same seed."""

import os
import random
from pathlib import Path

#: Plain words, and now and then something that needs attention: a curly quote, a dash, a damaged quotation.
WORDS = (
    "harbour ferry garden library weather river council bridge market school museum orchard railway theatre station "
    "opens closes plans repairs counts welcomes announces celebrates new old first last winter summer morning evening "
    "visitors residents volunteers children engineers the a of in for with after before near and but because while"
).split()
SPECIAL = ("“quoted”", "– a dash –", "isn’t", "said”a wonder”", "café", "…")


def make(folder: Path, files: int, articles: int = 8, seed: int = 1) -> None:
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
    title = " ".join(chance.choices(WORDS, k=chance.randint(4, 10))).capitalize()
    paragraphs = "\n\n".join(paragraph(chance) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    return f"{title}\n\n{paragraphs}\n\nRead more\n"


def paragraph(chance: random.Random) -> str:
    """Two to five sentences; one in eight holds something that is not plain."""
    sentences = []
    for _ in range(chance.randint(2, 5)):
        words = chance.choices(WORDS, k=chance.randint(8, 20))
        if chance.random() < 1 / 8:
            words.insert(chance.randrange(len(words)), chance.choice(SPECIAL))
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)
