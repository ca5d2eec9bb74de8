"""The files of one scan, counted as it goes."""

from dataclasses import replace

from aggregator.report import Failure, FileCounts, ScanReport, Waiting
from aggregator.store.knownfile import KnownFile
from aggregator.update.look import Look


class Tally:
    """What became of the files so far; `failed` and `unsettled` are for the scan to add to."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.failed: list[Failure] = list(look.unread.failed)
        self.unsettled: list[Waiting] = list(look.unread.unsettled)
        self._new = self._changed = 0
        self._unchanged = look.unread.unchanged

    def count(self, path: str, file: KnownFile) -> None:
        """A file has been read."""
        before = self._look.digests.get(path)
        if file.failure:
            self.failed.append(file.failure)
        elif before == file.digest:
            self._unchanged += 1
        elif before:
            self._changed += 1
        else:
            self._new += 1

    def beside(self, entries: ScanReport, seconds: float) -> ScanReport:
        """What a scan did to the entries, with what became of the files, and how long it took."""
        counts = FileCounts(
            new=self._new,
            changed=self._changed,
            unchanged=self._unchanged,
            gone=len(self._look.gone),
            unsettled=len(self.unsettled),
        )
        return replace(
            entries,
            files=counts,
            failed=tuple(sorted(self.failed, key=lambda failure: failure.path)),
            unsettled=tuple(sorted(self.unsettled)),
            skipped=tuple(sorted(self._look.unread.skipped)),
            seconds=seconds,
        )
