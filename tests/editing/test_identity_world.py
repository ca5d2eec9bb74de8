"""A small run of the benchmark of identity: hundreds of edits of all kinds with known truth, through real scans."""

from pathlib import Path

import pytest

from bench.identity import Tally, observe


@pytest.mark.parametrize("seed", [11, 12])
def test_no_two_articles_share_an_id_and_hardly_any_loses_its_own(seed: int, tmp_path: Path) -> None:
    tally = Tally()
    observe(seed, 40, tmp_path, tally)
    assert tally.total["observed"] > 200
    assert tally.total["merged"] == 0
    assert tally.rate("resurfaced") <= 8
