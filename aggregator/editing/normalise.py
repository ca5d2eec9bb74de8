"""An article as read becomes a candidate: mended and keyed.

    Article ─mend─▶ readable ─key─▶ recognisable: a Candidate

Mending comes before the key, so that a file saved again with its damage repaired holds the same articles.
"""

import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

from aggregator.editing.ids import mint
from aggregator.editing.markup import safe_link
from aggregator.editing.mend import mend
from aggregator.editing.sketching import sketches
from aggregator.model import Article, Candidate

#: Those that keyboards and typesetters put between words; taking them out is faster than splitting.
SPACES, WIDE_SPACES = b" \n\t", ("\u00a0", "\u202f")
#: Signs that are read out as words, as are those of currencies.
SPOKEN = frozenset("%‰°+")


def normalise(article: Article) -> Candidate:
    """The candidate that an article makes."""
    as_read = "\n\n".join((article.title, *article.paragraphs))
    readable = mend(as_read)
    title, _, text = readable.partition("\n\n")
    key = key_of(title, text)
    # By place, in half of the time that names take.
    return Candidate(
        title,
        text,
        as_read if as_read != readable else None,
        safe_link(article.link),
        article.date,
        article.line,
        key,
        mint(key, 0),
        tuple(map(mend, article.tags)),
        sketches(text, key),
    )


def without_repeats(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The articles of one source, each once: the same title and text twice is one article."""
    once: dict[bytes, Candidate] = {}
    for candidate in candidates:
        once.setdefault(candidate.key, candidate)
    return list(once.values())


def with_own_links(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The articles of one file, no two with one link: readers take entries that share a link for one entry.

    FreshRSS issue 5329, NetNewsWire issue 2226. Those after the first link to their own pages.
    """
    links: set[str] = set()
    own = []
    for candidate in candidates:
        own.append(candidate._replace(link=None) if candidate.link in links else candidate)
        links.update(filter(None, [candidate.link]))
    return own


def key_of(title: str, text: str) -> bytes:
    """16 bytes that stand for a title and a text, whatever the spacing and however accents are encoded."""
    letters = f"{title}\0{text}"
    if not letters.isascii():
        letters = unicodedata.normalize("NFC", letters)
        for space in WIDE_SPACES:
            if space in letters:  # which takes a third of replacing none
                letters = letters.replace(space, "")
    return blake2b(letters.encode().translate(None, SPACES), digest_size=16).digest()


def folded(tag: str) -> str:
    """What two spellings of one tag have in common."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold()).split())


def same_words(one: str, other: str) -> bool:
    """Whether a reader would notice no difference: the words agree, if not their case, quotes, dashes or spacing.

    Words are also what is read out as one: `€100` is not `$100`.
    """
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKC", text.casefold())
    kinds = ((letter, unicodedata.category(letter)) for letter in letters)
    # Marks are vowels in many scripts. What only directs or allows a hyphen stands within a word without parting it.
    return "".join(_as_word(letter, kind) for letter, kind in kinds if kind != "Cf").split()


def _as_word(letter: str, kind: str) -> str:
    if kind[0] in "LMN":
        return letter
    # Apart from what stands beside it: no space after a currency's sign is a matter of spacing.
    return f" {letter} " if kind == "Sc" or letter in SPOKEN else " "
