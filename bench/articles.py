"""Made articles, and what an editor does to one: pure, all chance handed in.

A text is sentences of words, so that `a quarter rewritten` and `half of the words kept` mean what they say.
"""

import random
import re
import string
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bench.vocabularies import Vocabulary

SLOT = re.compile(r"\{(\w+)\}")
#: Words in a text, as (fewest, most, weight): four in ten are as short as texts get.
LENGTHS = ((15, 20, 4), (21, 60, 4), (61, 160, 2))
SENTENCES_A_PARAGRAPH = 3
#: How many of a text's words are its subject's own, and how often what is added to a text stands at its end.
OWN_WORDS, AT_THE_END = 0.7, 0.7
#: Half of the words kept, and what any two texts of one subject have in common.
MOST_IN_COMMON = 0.7

Sentence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What several articles are about: a headline with one gap, and the words that keep coming up."""

    vocabulary: Vocabulary
    headline: str
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it reads now; `number` is who it is, whatever becomes of it."""

    number: int
    subject: Subject
    title: Sentence
    text: tuple[Sentence, ...]
    column: bool = False

    def words(self) -> int:
        """How many words the text has."""
        return sum(map(len, self.text))

    def digest(self) -> str:
        """The article as it stands in a file, its marker included."""
        vocabulary = self.subject.vocabulary
        lines = [_written(sentence, vocabulary) + vocabulary.stop for sentence in self.text]
        space = " " if vocabulary.joint else ""
        paragraphs = [
            space.join(lines[start : start + SENTENCES_A_PARAGRAPH])
            for start in range(0, len(lines), SENTENCES_A_PARAGRAPH)
        ]
        return "\n\n".join((_written(self.title, vocabulary), *paragraphs, vocabulary.marker)) + "\n"


def _written(words: Sentence, vocabulary: Vocabulary) -> str:
    line = vocabulary.joint.join(words)
    return line[:1].upper() + line[1:]


def make_subject(chance: random.Random, vocabulary: Vocabulary) -> Subject:
    """A headline of which all words but one stand fast, and a third of the words of the language."""
    pattern = chance.choice(vocabulary.headlines)
    gap = chance.choice(SLOT.findall(pattern))
    words = {kind: tuple(chance.sample(listed, max(3, len(listed) // 3))) for kind, listed in vocabulary.words.items()}
    headline = SLOT.sub(lambda slot: slot[0] if slot[1] == gap else _word(chance, words, slot[1]), pattern)
    return Subject(vocabulary, headline, words)


def make(chance: random.Random, number: int, subject: Subject) -> Article:
    """A new article; its headline may differ from its neighbours' by a single word."""
    fewest, most, _ = chance.choices(LENGTHS, [weight for *_, weight in LENGTHS])[0]
    title = _filled(chance, subject.headline, subject)
    return Article(number, subject, title, _sentences(chance, subject, chance.randint(fewest, most)))


def make_column(chance: random.Random, number: int, subject: Subject, title: Sentence) -> Article:
    """The next article of a recurring column: the title that it always has, over a text of its own."""
    return replace(make(chance, number, subject), title=title, column=True)


def follow_up(chance: random.Random, number: int, old: Article) -> Article:
    """Another article that keeps half of the old one's words, here and there or the first ones, and its headline.

    Any two texts of one subject share words, so that those written anew may be the old ones by chance: what shares
    more than `MOST_IN_COMMON` is no follow-up but an edit, and is written once more.
    """
    fresh = make(chance, number, old.subject)
    text = _half_kept(chance, old)
    while _share_of_words(old.text, text) > MOST_IN_COMMON:
        text = _half_kept(chance, old)
    spare = tuple(word for sentence in text for word in sentence)[-3:]
    return replace(fresh, title=_varied(chance, old.title, fresh.title + spare), text=text)


def _half_kept(chance: random.Random, old: Article) -> tuple[Sentence, ...]:
    kept = old.words() // 2
    if chance.choice((True, False)):
        spare = [word for sentence in _sentences(chance, old.subject, old.words() * 2) for word in sentence]
        return _rewritten(chance, old.text, old.words() - kept, spare)
    return (*_first_words(old.text, kept), *_sentences(chance, old.subject, int(old.words() * chance.uniform(0.5, 1))))


def _share_of_words(one: tuple[Sentence, ...], other: tuple[Sentence, ...]) -> float:
    """How much of two texts is words that both have, in whatever order: 1 for the same words."""
    counted, others = (Counter(word for sentence in text for word in sentence) for text in (one, other))
    return 2 * (counted & others).total() / (counted.total() + others.total())


def _varied(chance: random.Random, title: Sentence, spare: Sentence) -> Sentence:
    """A headline with a word or two exchanged, or one added where it has few."""
    places = chance.sample(range(len(title)), min(chance.choice((1, 1, 2)), len(title) // 2))
    varied = tuple(chance.choice(spare) if place in places else word for place, word in enumerate(title))
    return varied if varied != title else (*title, chance.choice(spare))


def typo_in_title(chance: random.Random, old: Article) -> Article:
    """One letter of the title dropped, doubled, or exchanged with the next."""
    return replace(old, title=_with_typo(chance, old.title))


def typo_in_text(chance: random.Random, old: Article) -> Article:
    """One letter of the text dropped, doubled, or exchanged with the next."""
    place = chance.randrange(len(old.text))
    return replace(old, text=(*old.text[:place], _with_typo(chance, old.text[place]), *old.text[place + 1 :]))


def another_title(chance: random.Random, old: Article) -> Article:
    """Another headline for the same text: of another pattern, in half of the cases about the same words."""
    pattern = chance.choice(old.subject.vocabulary.headlines)
    title = _filled(chance, pattern, old.subject)
    if chance.choice((True, False)):
        title = (*title, chance.choice(old.text)[-1])
    return replace(old, title=title if title != old.title else (*title, str(chance.randint(2, 999))))


def text_extended(chance: random.Random, old: Article) -> Article:
    """The same text and more: from a third to as much again, mostly at the end."""
    more = _sentences(chance, old.subject, int(old.words() * chance.uniform(0.34, 1.0)))
    place = len(old.text) if chance.random() < AT_THE_END else chance.randint(0, len(old.text))
    return replace(old, text=old.text[:place] + more + old.text[place:])


def quarter_rewritten(chance: random.Random, old: Article) -> Article:
    """A quarter of the words exchanged for others: here and there, or all in one place."""
    count = old.words() // 4
    spare = [word for sentence in _sentences(chance, old.subject, count * 2) for word in sentence]
    return replace(old, text=_rewritten(chance, old.text, count, spare))


Edit = Callable[[random.Random, Article], Article]
#: What an editor does to an article where it stands, by whether its title or its text changes.
TITLE_EDITS: Mapping[str, Edit] = {"typo in the title": typo_in_title, "another title": another_title}
TEXT_EDITS: Mapping[str, Edit] = {
    "typo in the text": typo_in_text,
    "text extended": text_extended,
    "quarter rewritten": quarter_rewritten,
}


def _rewritten(chance: random.Random, text: tuple[Sentence, ...], count: int, spare: list[str]) -> tuple[Sentence, ...]:
    """The text with `count` of its words exchanged for spare ones."""
    total = sum(map(len, text))
    if chance.choice((True, False)):
        start = chance.randint(0, total - count)
        places = set(range(start, start + count))
    else:
        places = set(chance.sample(range(total), count))
    result: list[Sentence] = []
    place = 0
    for sentence in text:
        words = list(sentence)
        for index, word in enumerate(words):
            if place in places:
                words[index] = next((other for other in spare if other != word), word)
                spare = spare[spare.index(words[index]) + 1 :] if words[index] in spare else spare
            place += 1
        result.append(tuple(words))
    return tuple(result)


def _first_words(text: tuple[Sentence, ...], count: int) -> tuple[Sentence, ...]:
    kept: list[Sentence] = []
    for sentence in text:
        if count <= 0:
            break
        kept.append(sentence[:count])
        count -= len(sentence)
    return tuple(kept)


def _with_typo(chance: random.Random, words: Sentence) -> Sentence:
    """One letter wrong, in the longest of three words picked by chance, so that it is seldom a particle."""
    place = max(chance.choices(range(len(words)), k=3), key=lambda index: len(words[index]))
    word = words[place]
    letter = chance.randrange(len(word))
    spoilt = chance.choice(
        (
            word[:letter] + word[letter + 1 :],
            word[:letter] + word[letter] * 2 + word[letter + 1 :],
            word[:letter] + word[letter + 1 : letter + 2] + word[letter] + word[letter + 2 :],
        )
    )
    changed = (*words[:place], *([spoilt] if spoilt else []), *words[place + 1 :])
    return changed if changed != words and changed else (*words, chance.choice(string.ascii_lowercase))


def _sentences(chance: random.Random, subject: Subject, least: int) -> tuple[Sentence, ...]:
    """Sentences of at least so many words together; one that would run far over ends early."""
    made: list[Sentence] = []
    missing = max(1, least)
    while missing > 0:
        sentence = _filled(chance, chance.choice(subject.vocabulary.sentences), subject)
        made.append(sentence if len(sentence) < missing + 4 else sentence[: missing + 3])
        missing -= len(made[-1])
    return tuple(made)


def _filled(chance: random.Random, pattern: str, subject: Subject) -> Sentence:
    return tuple(SLOT.sub(lambda slot: _word(chance, _choice_of_words(chance, subject), slot[1]), pattern).split())


def _choice_of_words(chance: random.Random, subject: Subject) -> dict[str, tuple[str, ...]]:
    """Seven words in ten are the subject's own."""
    return subject.words if chance.random() < OWN_WORDS else subject.vocabulary.words


def _word(chance: random.Random, words: dict[str, tuple[str, ...]], kind: str) -> str:
    return str(chance.randint(2, 999)) if kind == "number" else chance.choice(words[kind])
