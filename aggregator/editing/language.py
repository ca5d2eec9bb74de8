"""The language that a text is written in, where there is enough of it to tell."""

from functools import cache
from typing import Protocol, cast

#: Fewer letters than these say too little: a title alone is often taken for a neighbouring language.
FEWEST_LETTERS = 80
#: Characters looked at, and how sure the classifier has to be of them, from 0 to 1: mostly a short sample settles it,
#: and where languages are close relatives, a longer one does as far as it can be settled.
SAMPLES = ((120, 0.98), (400, 0.7))
#: Characters that are ever looked at.
LONGEST_SAMPLE = 400
#: What the classifier says of something that is in no language (ISO 639-3).
NO_LANGUAGE = "zxx"


class _Classifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def detect(text: str) -> str | None:
    """The language as the shortest code that ISO 639 has for it, or None where the text does not suffice to tell."""
    for length, sure in SAMPLES:
        sample = text[:length]
        if sum(map(str.isalpha, sample)) >= FEWEST_LETTERS:
            language, probability = _classifier().classify(sample)
            if probability >= sure:
                return None if language == NO_LANGUAGE else language
    return None


def prepare() -> None:
    """Load what `detect` needs, most of a second's work, before the first text comes."""
    _classifier()


@cache
def _classifier() -> _Classifier:
    from py3langid.langid import (  # noqa: PLC0415 (its model takes most of a second to load, and few commands need it)
        MODEL_FILE,
        LanguageIdentifier,
    )

    return cast("_Classifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
