"""What scans are handed."""

from collections.abc import Callable
from datetime import UTC, datetime

from aggregator.cli.wiring import limits_of, site_of
from aggregator.config import Settings
from aggregator.publishing.access import Patterns
from aggregator.publishing.format import discover
from aggregator.publishing.topics import Topics
from aggregator.reading.folder import FolderRules
from aggregator.reading.format import ReadingRules
from aggregator.report import Examination
from aggregator.store.database import Store
from aggregator.update.rules import ScanRules

#: Looks at the feeds that have changed since a version of the store.
Examine = Callable[[int], Examination]


def scan_rules_of(settings: Settings) -> ScanRules:
    """How the folder and its files are read."""
    rules = settings.input
    return ScanRules(
        FolderRules(rules.folder, rules.exclude, rules.settle),
        ReadingRules(rules.markers),
        keep_removed=rules.removed == "keep",
        window=settings.feed.entries,
        topics=topics_of(settings),
        private=Patterns(rules.private),
    )


def topics_of(settings: Settings) -> Topics | None:
    """Which feeds hubs are told of; None where there is no hub."""
    site = site_of(settings)
    return Topics(site, limits_of(settings), tuple(discover())) if site.hubs else None


def examine_of(settings: Settings, store: Store) -> Examine:
    """What looks at the feeds that a scan has changed."""

    def examine(version: int) -> Examination:
        from aggregator.publishing.examination import Examiner  # noqa: PLC0415 (a scan without news needs none of it)

        examiner = Examiner(store, site_of(settings), limits_of(settings), discover())
        return examiner.changed(version, datetime.now(UTC))

    return examine
