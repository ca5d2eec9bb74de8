"""What the user may set about a scan."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b

from aggregator.publishing.access import Patterns
from aggregator.publishing.topics import Topics
from aggregator.reading.folder import FolderRules
from aggregator.reading.format import ReadingRules

#: Told how many of how many files have been dealt with.
Progress = Callable[[int, int], None]

#: Moves with a change of how files are read, so that all are read anew after an update of the program.
READING_VERSION = b"3"


@dataclass(frozen=True, slots=True)
class ScanRules:
    """All that the user may set about a scan.

    `keep_removed` leaves published what no file holds any longer; `window` is how many entries a feed shows, `topics`
    which feeds hubs are told of, None where nobody is. What `private` covers is for readers with a token.
    """

    folder: FolderRules
    reading: ReadingRules = field(default_factory=ReadingRules)
    keep_removed: bool = False
    window: int = 50
    topics: Topics | None = None
    private: Patterns = field(default_factory=Patterns)

    def digest(self) -> bytes:
        """16 bytes that change with the way files are read."""
        return blake2b(repr((READING_VERSION, self.reading)).encode(), digest_size=16).digest()
