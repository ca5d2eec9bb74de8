"""What many tests stand on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.scanner import Scanner
from tests.sites import Service, Site, until
from tests.town import Town, build, settle
from tests.webs import hostile_site

# How long an example takes says nothing on a busy machine. Where a change is judged, the same examples judge it every
# time; everywhere else each run looks for new ones.
settings.register_profile("aggregator", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("aggregator")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with an empty input folder."""
    return Site(tmp_path / "site")


@pytest.fixture
def scanner(site: Site) -> Iterator[Scanner]:
    """The same, scanned in this process."""
    made = Scanner(site)
    yield made
    made.store.close()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An empty configuration."""
    path = tmp_path / "config.yaml"
    path.write_text("", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service for all tests that leave its folder as they found it, from the first to the last of them."""
    site = hostile_site(tmp_path_factory.mktemp("web"))
    with Service(site) as started:
        (site.feeds / "gone.txt").unlink()
        assert started.rescan().status_code == 200
        yield started


@pytest.fixture
def service(hostile: Service) -> Iterator[Service]:
    """The same for one of them: whoever asked for a scan leaves none to the next."""
    yield hostile
    until(hostile.site.is_at_rest)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A running service with a page of every kind, for all tests that leave its folder as they found it."""
    with Service(build(tmp_path_factory.mktemp("town"))) as started:
        yield settle(started)
