"""Digests beside what they are read as: a bug report becomes two files in `tests/data/digests/`."""

import json
from pathlib import Path

import pytest

from aggregator.editing.normalise import normalise
from aggregator.model import Article, DateLine
from aggregator.reading.decode import decode
from aggregator.reading.format import ReadingRules, choose

SAMPLES = Path(__file__).parent.parent / "data" / "digests"
RULES = ReadingRules()


def _written(date: DateLine | None) -> str | None:
    if date is None:
        return None
    return date.moment.date().isoformat() if date.whole_day else date.moment.isoformat()


def _shown(article: Article) -> dict[str, object]:
    candidate = normalise(article)
    return {
        "line": article.line,
        "title": candidate.title,
        "paragraphs": candidate.text.split("\n\n") if candidate.text else [],
        "link": candidate.link,
        "date": _written(article.date),
        "marker": article.marker,
    }


def read_as(sample: Path) -> list[dict[str, object]]:
    text = decode(sample.read_bytes()).text
    return [_shown(article) for article in choose(sample.name, text, RULES).parse(text, RULES).articles]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda sample: sample.stem)
def test_a_sample_is_read_as_written_beside_it(sample: Path) -> None:
    assert read_as(sample) == json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))


def test_every_expectation_has_its_sample() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == {path.stem for path in SAMPLES.glob("*.txt")}
