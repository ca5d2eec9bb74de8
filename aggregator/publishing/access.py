"""Who may read what; pure.

A source is private where a pattern of the configuration covers its path, a site where the configuration says so. What
a reader may not read is to look like what was never there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aggregator.model import Source

#: Whether a reader may read a source.
MayRead = Callable[[Source], bool]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Paths, by patterns as in a .gitignore file."""

    lines: tuple[str, ...] = ()

    def covering(self) -> Callable[[str], bool]:
        """Whether a path is covered, to be asked many times."""
        if not self.lines:
            return lambda _path: False
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 (most sites have no private feeds)

        return GitIgnoreSpec.from_lines(self.lines).match_file


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asks: `token` says whether by a token that is known, `patterns` what that is for, None for all."""

    token: bool = False
    patterns: Patterns | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is closed to this reader."""
        return self.token and self.patterns is None

    def may_read(self, source: Source, *, closed: bool) -> bool:
        """Whether this reader may read a source, on a site that is `closed` to everybody or not."""
        if not (source.private or closed):
            return True
        return self.token and (self.patterns is None or self.patterns.covering()(source.path))


def whatever(_source: Source) -> bool:
    """What whoever runs the site may read."""
    return True


def is_public(source: Source) -> bool:
    """What everybody may read."""
    return not source.private


def reader_of(patterns: Sequence[str]) -> Reader:
    """Who has a token for these patterns; without any, it is for all."""
    return Reader(token=True, patterns=Patterns(tuple(patterns)) if patterns else None)
