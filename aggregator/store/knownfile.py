"""What is known of a file. Apart from what reads and writes it: processes that read files do so without SQL."""

from typing import NamedTuple

from aggregator.model import Fingerprint
from aggregator.report import Failure


class KnownFile(NamedTuple):
    """A file as it was last read; `digest` is of its content."""

    fingerprint: Fingerprint
    digest: bytes
    failure: Failure | None
