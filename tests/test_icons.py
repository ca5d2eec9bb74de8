"""The site's icon: where browsers and readers look for it, and where feeds say that it is."""

import struct
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from aggregator.feed import ICON_SIZE
from tests.publishing.rules import NAMES
from tests.scanner import A, Scanner
from tests.webs import client_of

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def client(scanner: Scanner) -> FlaskClient:
    scanner.put("press/a.txt", A)
    scanner.scan()
    return client_of(scanner.store)


def icons_of(client: FlaskClient, feed: str) -> list[str]:
    """The addresses that the three forms of a feed give for its icon."""
    rss = etree.fromstring(client.get(f"{feed}.rss").data)
    atom = etree.fromstring(client.get(f"{feed}.atom").data)
    json = client.get(f"{feed}.json").get_json()
    return [rss.findtext("channel/image/url", ""), atom.findtext("a:icon", "", NAMES), json["icon"], json["favicon"]]


@pytest.mark.parametrize("feed", ["/feeds", "/feeds/press", "/feeds/press/a"])
def test_feeds_name_a_picture_that_is_as_large_as_they_say(client: FlaskClient, feed: str) -> None:
    (address,) = set(icons_of(client, feed))
    assert address.startswith("https://news.example.org/")
    with client.get(urlsplit(address).path) as picture:
        assert (picture.status_code, picture.content_type) == (200, "image/png")
        assert picture.data[:8] == PNG
        assert struct.unpack(">II", picture.data[16:24]) == (ICON_SIZE, ICON_SIZE)
    image = etree.fromstring(client.get(f"{feed}.rss").data).find("channel/image")
    assert image is not None
    assert [image.findtext(side) for side in ("width", "height")] == [str(ICON_SIZE)] * 2
    channel = image.getparent()
    assert channel is not None
    assert [image.findtext(name) for name in ("title", "link")] == [
        channel.findtext(name) for name in ("title", "link")
    ]


def test_who_is_told_of_no_icon_finds_one(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as answer:
        assert (answer.status_code, answer.content_type) == (200, "image/vnd.microsoft.icon")
        icon = answer.data
    kind, pictures, width, height, size, begins = struct.unpack("<2xHHBB6xII", icon[:22])
    assert (kind, pictures, width, height) == (1, 1, 32, 32)
    assert icon[begins:].startswith(PNG)
    assert len(icon) == begins + size
