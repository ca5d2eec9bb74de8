"""What many tests stand on."""

from pathlib import Path

import pytest

from tests.sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with an empty input folder."""
    return Site(tmp_path / "site")
