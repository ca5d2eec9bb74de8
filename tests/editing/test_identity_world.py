"""A small run of the benchmark of identity: hundreds of edits of all kinds with known truth, through real scans."""

from pathlib import Path

import pytest

from bench import listings
from bench.identity import Tally, observe


@pytest.mark.parametrize("seed", [11, 12])
def test_no_two_articles_share_an_id_and_hardly_any_loses_its_own(seed: int, tmp_path: Path) -> None:
    tally = Tally()
    observe(seed, 40, tmp_path, tally)
    assert tally.total["observed"] > 200
    assert tally.total["merged"] == 0
    assert tally.rate("resurfaced") <= 8


def test_in_listings_every_article_keeps_its_id_and_none_gets_anothers(tmp_path: Path) -> None:
    tally = Tally()
    observe(11, 12, tmp_path, tally, listings.versions)
    assert tally.observed["listing: new figures"] > 150
    assert tally.observed["listing: another town"] > 30
    assert tally.observed["listing: one corrected"] > 5
    assert tally.total["merged"] == tally.total["resurfaced"] == 0
