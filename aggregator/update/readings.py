"""What becomes of one file: read, decoded, cut into articles, and each of them normalised. No store, no decisions."""

import traceback
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aggregator.editing.language import LONGEST_SAMPLE, detect
from aggregator.editing.normalise import normalise
from aggregator.errors import ReadingError
from aggregator.model import Candidate, Document, FileName
from aggregator.reading.decode import decode
from aggregator.reading.excerpt import excerpt
from aggregator.reading.folder import Found, read
from aggregator.reading.format import ReadingRules, choose
from aggregator.report import Failure, Waiting
from aggregator.store.knownfile import KnownFile


class Task(NamedTuple):
    """A file to be read; `digest` and `failure` are those of when it was read last, None where it never was."""

    found: Found
    digest: bytes | None
    failure: Failure | None


class Articles(NamedTuple):
    """What a file holds; `modified_ns` is its own time, `language` that of its text, None where it cannot be told."""

    path: str
    name: FileName
    modified_ns: int
    language: str | None
    candidates: Sequence[Candidate]


class Reading(NamedTuple):
    """A file as it was read: what to remember of it, and its articles; None where they are as they were, or failed."""

    path: str
    file: KnownFile
    articles: Articles | None


class Fault(NamedTuple):
    """A fault of the program's own, at this file: what it was, and where, for its log."""

    path: str
    error: str
    trace: str


Outcome = Reading | Waiting | Failure | Fault


def read_file(task: Task, rules: ReadingRules, key: bytes) -> Outcome:
    """What becomes of one file, whatever happens; `key` enters its digest, see `folder.read`."""
    path = task.found.path
    try:
        document = read(task.found, key)
        if isinstance(document, Waiting):
            return document
        if document.digest == task.digest:  # touched, and it holds what it held
            return Reading(path, KnownFile(document.fingerprint, document.digest, task.failure), None)
        return _parse(document, rules)
    except ReadingError as error:
        return Failure(path, error.line, error.reason)
    except Exception as error:  # noqa: BLE001 (a fault of ours is logged by whoever asked, and is not remembered)
        return Fault(path, repr(error), traceback.format_exc())


def language_of(candidates: Iterable[Candidate]) -> str | None:
    """The language of a file's articles, by running text before titles, which are full of names."""
    sample = ""
    for candidate in candidates:
        sample += f"{candidate.text or candidate.title}\n"
        if len(sample) >= LONGEST_SAMPLE:
            break
    return detect(sample)


def _parse(document: Document, rules: ReadingRules) -> Reading:
    file = KnownFile(document.fingerprint, document.digest, None)
    try:
        text = decode(document.content).text
        parsed = choose(document.path, text, rules).parse(text, rules)
    except ReadingError as error:
        failure = Failure(document.path, error.line, error.reason, excerpt(document.content, error.line))
        return Reading(document.path, file._replace(failure=failure), None)
    candidates = tuple(map(normalise, parsed.articles))
    language = language_of(candidates)
    articles = Articles(document.path, document.name, document.fingerprint.mtime_ns, language, candidates)
    return Reading(document.path, file, articles)
