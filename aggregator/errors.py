"""Every error that this program raises on purpose.

    AggregatorError
    ├── ConfigurationError     an option is unknown or has a bad value; exit status 2
    ├── ScanError              a scan cannot start, and nothing was changed
    ├── StoreError             the store cannot be opened or is of a later version
    ├── ReadingError           one file cannot be read as articles; the others can
    ├── RenderingError         a document cannot be rendered at all; the last good one stays
    └── ExportError            a folder cannot hold the site as files; what it holds is whole

What a user can mend reads as one line that names the place and the remedy. What none of these covers is a fault
of the program itself and stays loud.
"""


class AggregatorError(Exception):
    """Root of the tree: catch it where a user is to be told in one line what to do."""


class ConfigurationError(AggregatorError):
    """Options that were refused.

    `problems` holds one line for each, naming key, value and what is allowed.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ScanError(AggregatorError):
    """A scan cannot start, for instance because the input folder is missing; the store is as it was."""


class StoreError(AggregatorError):
    """The store cannot be opened: no such folder, no permission, not a database, or made by a later version."""


class ReadingError(AggregatorError):
    """One file cannot be read as articles.

    `reason` says why and what to do; `line` (from 1) says where, or is None where the whole file is meant.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class RenderingError(AggregatorError):
    """A document cannot be rendered at all."""


class ExportError(AggregatorError):
    """A site cannot be written as files; what was written before stays, each file as a whole."""
