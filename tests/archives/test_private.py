"""Archive documents of private feeds: whoever may read the feed gets to all of them."""

import re
from pathlib import Path

import pytest
import requests

from tests.privacy import basic, make_token
from tests.sites import PATIENCE, Service, Site, digest


@pytest.mark.parametrize("suffix", ["rss", "atom", "json"])
@pytest.mark.parametrize("closed", [True, False], ids=["private site", "private source"])
def test_a_reader_whose_token_is_in_its_address_gets_to_every_archive_document(
    tmp_path: Path, suffix: str, *, closed: bool
) -> None:
    site = Site(tmp_path / "site")
    site.configure(
        feed={"entries": 4},
        site={"access": "private"} if closed else {},
        input={} if closed else {"private": ["*"]},
    )
    site.put("many.txt", digest(*((f"Otter {number}", f"It is number {number}.") for number in range(11))))
    with Service(site) as service:
        token = make_token(site, "walker")
        found: list[str] = []
        ways = {"rss": r'rel="prev-archive"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="prev-archive"'}
        ways |= {"atom": ways["rss"], "json": r'"next_url": "([^"]+)"()'}
        address = f"{site.url}/feeds/many.{suffix}?token={token}"
        while address:
            answer = requests.get(address, timeout=PATIENCE)
            assert (answer.status_code, answer.headers["Cache-Control"][:7]) == (200, "private")
            found += re.findall(r"Otter \d+(?=[<\"])", answer.text)
            assert (
                requests.get(address, headers={"If-None-Match": answer.headers["ETag"]}, timeout=PATIENCE).status_code
                == 304
            )
            onward = re.search(ways[suffix], answer.text)
            address = (onward[1] or onward[2]) if onward else ""
        assert set(found) == {f"Otter {number}" for number in range(11)}
        by_password = service.get(f"/feeds/many.{suffix}", Authorization=basic(token))
        assert token not in by_password.text
