"""A site with feeds of every kind, which the lane answers for."""

from collections.abc import Iterator

import pytest

from aggregator.store.database import open_store
from tests.lane.sites import ROSES, Ahead
from tests.sites import Site, digest


@pytest.fixture
def ahead(site: Site) -> Iterator[Ahead]:
    with open_store(f"sqlite:///{site.store}") as store:
        made = Ahead(site, store)
        made.put("roses.txt", ROSES)
        made.put("empty.txt", "")
        made.put("gone.txt", digest(("Snow melts", "In the sun.")))
        made.put("größe.txt", digest(("Turm wächst", "Um einen Meter.")))
        (site.feeds / "gone.txt").unlink()
        made.scan(store)
        yield made
