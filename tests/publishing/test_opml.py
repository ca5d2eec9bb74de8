import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.errors import RenderingError
from aggregator.publishing.doctor import opml
from aggregator.publishing.opml import Outline, render
from tests.publishing.rules import check_opml
from tests.publishing.samples import LANGUAGES, TEXTS, URLS


def outline(title: str, folder: str = "", language: str | None = "en") -> Outline:
    name = f"https://feeds.example/feeds/{title.lower()}"
    return Outline(title, folder, f"{name}.atom", f"{name}.html", language)


def drawn(node: etree._Element) -> list[object]:
    return [[each.get("text"), *drawn(each)] if len(each) else each.get("text") for each in node]


def test_lists_each_feed_with_all_that_is_known_of_it() -> None:
    (feed,) = check_opml(render("All feeds", (outline("Alpha"),)))
    assert dict(feed.items()) == {
        "text": "Alpha",
        "title": "Alpha",
        "type": "rss",
        "xmlUrl": "https://feeds.example/feeds/alpha.atom",
        "htmlUrl": "https://feeds.example/feeds/alpha.html",
        "language": "en",
    }


def test_an_unknown_language_is_not_named() -> None:
    (feed,) = check_opml(render("All feeds", (outline("Alpha", language=None),)))
    assert feed.get("language") is None


def test_folders_hold_their_feeds_and_folders() -> None:
    outlines = (
        outline("Top"),
        outline("Deep", "press/local"),
        outline("Press", "press"),
        outline("Blog", "blogs"),
        outline("Deeper", "press/local"),
    )
    assert drawn(check_opml(render("All feeds", outlines))) == [
        "Top",
        ["press", ["local", "Deep", "Deeper"], "Press"],
        ["blogs", "Blog"],
    ]


def test_folders_of_one_name_in_two_places_are_two() -> None:
    outlines = (outline("One", "a/x"), outline("Two", "b/x"))
    assert drawn(check_opml(render("All feeds", outlines))) == [["a", ["x", "One"]], ["b", ["x", "Two"]]]


def test_the_head_holds_the_title_and_nothing_that_changes() -> None:
    body = render("Ada & <friends>", (outline("Alpha"),))
    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    (title,) = etree.fromstring(body)[0]
    assert (title.tag, title.text) == ("title", "Ada & <friends>")


def test_a_list_without_feeds_is_well_formed_but_no_list() -> None:
    body = render("All feeds", ())
    assert [finding.rule for finding in opml.check(body)] == ["opml.body"]


@pytest.mark.parametrize("outlines", [(outline("\x00"),), (outline("\ud800"),), (outline("x", folder="\x01"),)])
def test_what_xml_cannot_hold_is_refused(outlines: tuple[Outline, ...]) -> None:
    with pytest.raises(RenderingError, match="All feeds") as caught:
        render("All feeds", outlines)
    assert isinstance(caught.value.__cause__, ValueError)


FOLDERS = st.lists(st.sampled_from(["a", "b", "ü & <c>", "🌕"]), max_size=3).map("/".join)


@given(TEXTS, st.lists(st.builds(Outline, TEXTS, FOLDERS, URLS, URLS, st.none() | LANGUAGES), min_size=1))
def test_any_list_is_well_formed_and_loses_nothing(title: str, outlines: list[Outline]) -> None:
    body = render(title, tuple(outlines))
    assert body == render(title, tuple(outlines))
    feeds = [each for each in check_opml(body).iter("outline") if each.get("type")]
    found = [
        Outline(
            title=str(feed.get("title")),
            folder="/".join(reversed([str(above.get("text")) for above in feed.iterancestors("outline")])),
            xml_url=str(feed.get("xmlUrl")),
            html_url=str(feed.get("htmlUrl")),
            language=feed.get("language"),
        )
        for feed in feeds
    ]
    assert sorted(map(repr, found)) == sorted(map(repr, outlines))
