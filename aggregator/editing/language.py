"""The language that a text is written in, where there is enough of it to tell."""

from functools import cache
from typing import Protocol, cast

#: Fewer letters than these say too little: a title alone is often taken for a neighbouring language.
FEWEST_LETTERS = 80
#: More do not make the answer surer.
SAMPLE = 400
#: How sure the classifier has to be, from 0 to 1.
SURE = 0.95


class _Classifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def detect(text: str) -> str | None:
    """The language as a code of ISO 639-1, or None where the text is too short or too mixed to tell."""
    sample = text[:SAMPLE]
    if len(sample) < FEWEST_LETTERS or sum(map(str.isalpha, sample)) < FEWEST_LETTERS:
        return None
    language, probability = _classifier().classify(sample)
    return language if probability >= SURE else None


@cache
def _classifier() -> _Classifier:
    from py3langid.langid import (  # noqa: PLC0415 (its model takes most of a second to load, and few commands need it)
        MODEL_FILE,
        LanguageIdentifier,
    )

    return cast("_Classifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
