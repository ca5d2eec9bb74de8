"""What becomes of files: read, decoded, cut into articles, and each of them normalised. No store, no decisions."""

import datetime
import traceback
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aggregator.editing.language import LONGEST_SAMPLE, detect
from aggregator.editing.naming import plain_address, title_of
from aggregator.editing.normalise import normalise, with_own_links, without_repeats
from aggregator.errors import ReadingError
from aggregator.model import Article, Candidate, Document, FileName
from aggregator.publishing.doctor import Finding
from aggregator.reading.decode import decode
from aggregator.reading.excerpt import excerpt
from aggregator.reading.folder import Found, read
from aggregator.reading.format import ReadingRules, choose
from aggregator.report import Failure, Waiting
from aggregator.store.knownfile import KnownFile
from aggregator.update.examining import examine


class Task(NamedTuple):
    """A file to be read; `digest` and `failure` are those of when it was read last, None where it never was."""

    found: Found
    digest: bytes | None
    failure: Failure | None


class Articles(NamedTuple):
    """What a file holds: each article once, and no two with one link.

    `address` is its own where no other file has it, `title` that of its feed; `named_date` is the day in its name,
    `modified_ns` its own time, `language` that of its text, None where it cannot be told. `findings` tell what is wrong
    with the articles that have these keys.
    """

    path: str
    address: str
    title: str
    named_date: datetime.date | None
    modified_ns: int
    language: str | None
    candidates: Sequence[Candidate]
    findings: Mapping[bytes, Sequence[Finding]]


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


class _Parsed(NamedTuple):
    """A file whose articles are still to be normalised."""

    path: str
    name: FileName
    file: KnownFile
    articles: Sequence[Article]


def read_file(task: Task, rules: ReadingRules, key: bytes) -> Outcome:
    """What becomes of one file, whatever happens; `key` enters its digest, see `folder.read`."""
    return read_files([task], rules, key)[0]


def read_files(tasks: Iterable[Task], rules: ReadingRules, key: bytes) -> list[Outcome]:
    """What becomes of each of these files.

    All are parsed before any is normalised: what is done again and again stays in the processor's caches, and takes a
    tenth less.
    """
    parsed = [_parse(task, rules, key) for task in tasks]
    return [_normalise(each) if isinstance(each, _Parsed) else each for each in parsed]


def language_of(candidates: Iterable[Candidate]) -> str | None:
    """The language of a file's articles, by running text before titles, which are full of names."""
    sample = ""
    for candidate in candidates:
        sample += f"{candidate.text or candidate.title}\n"
        if len(sample) >= LONGEST_SAMPLE:
            break
    return detect(sample)


def _parse(task: Task, rules: ReadingRules, key: bytes) -> _Parsed | Outcome:
    path = task.found.path
    try:
        document = read(task.found, key)
        if isinstance(document, Waiting):
            return document
        if document.digest == task.digest:  # touched, and it holds what it held
            return Reading(path, KnownFile(document.fingerprint, document.digest, task.failure), None)
        return _articles_of(document, rules)
    except ReadingError as error:
        return Failure(path, error.line, error.reason)
    except Exception as error:  # noqa: BLE001 (a fault of ours is logged by whoever asked, and is not remembered)
        return Fault(path, repr(error), traceback.format_exc())


def _articles_of(document: Document, rules: ReadingRules) -> _Parsed | Reading:
    file = KnownFile(document.fingerprint, document.digest, None)
    try:
        text = decode(document.content).text
        parsed = choose(document.path, text, rules).parse(text, rules)
    except ReadingError as error:
        failure = Failure(document.path, error.line, error.reason, excerpt(document.content, error.line))
        return Reading(document.path, file._replace(failure=failure), None)
    return _Parsed(document.path, document.name, file, parsed.articles)


def _normalise(parsed: _Parsed) -> Outcome:
    path, name, file, articles = parsed
    try:
        candidates = [*map(normalise, articles)]
        language, own = language_of(candidates), with_own_links(without_repeats(candidates))
        address, title = plain_address(path), title_of(name, [candidate.title for candidate in own])
        modified_ns, findings = file.fingerprint.mtime_ns, examine(own)
        held = Articles(path, address, title, name.date, modified_ns, language, own, findings)
        return Reading(path, file, held)
    except Exception as error:  # noqa: BLE001 (as above)
        return Fault(path, repr(error), traceback.format_exc())
