import json
from dataclasses import replace

from hypothesis import given

from aggregator.feed import Feed
from aggregator.publishing.formats.jsonfeed import FORMATS
from tests.publishing.rules import check_json_feed
from tests.publishing.samples import BARE, ENTRIES, FEED, feeds

(JSON,) = FORMATS


def test_says_of_the_feed_what_the_feed_says() -> None:
    document = check_json_feed(JSON.render(FEED).body)
    del document["items"]
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News & <views>",
        "home_page_url": "https://feeds.example/feeds/news.html",
        "feed_url": "https://feeds.example/feeds/news.json",
        "description": "What happened & why",
        "icon": "https://feeds.example/static/icon.png",
        "favicon": "https://feeds.example/static/icon.png",
        "language": "en",
        "authors": [{"name": "Ada Lovelace"}],
    }


def test_says_of_each_item_what_its_entry_says_and_no_more() -> None:
    edited, arabic, only_title = check_json_feed(JSON.render(FEED).body)["items"]
    assert edited == {
        "id": ENTRIES[0].id,
        "url": ENTRIES[0].link,
        "title": "<script>alert(1)</script> & co",
        "content_html": ENTRIES[0].content,
        "summary": ENTRIES[0].summary,
        "date_published": "2024-02-27T18:30:05+00:00",
        "date_modified": "2024-02-29T18:30:05+00:00",
    }
    assert arabic["language"] == "ar"
    assert "date_modified" not in arabic
    assert only_title == {
        "id": ENTRIES[2].id,
        "url": ENTRIES[2].link,
        "title": "Only a title",
        "content_text": "Only a title",
        "date_published": "2024-02-25T18:30:05+00:00",
    }


def test_a_bare_feed_is_valid() -> None:
    document = check_json_feed(JSON.render(BARE).body)
    assert document["items"] == []
    assert "description" not in document


def test_is_kind_to_people_who_look() -> None:
    body = JSON.render(FEED).body.decode()
    assert body.startswith('{\n "version": ')
    assert body.endswith("\n}\n")


@given(feeds())
def test_any_feed_is_valid_and_holds_its_texts(feed: Feed) -> None:
    rendered = JSON.render(feed)
    assert rendered.left_out == ()
    document = check_json_feed(rendered.body)
    assert document["title"] == feed.title
    assert [item["title"] for item in document["items"]] == [entry.title for entry in feed.entries]
    assert [item.get("summary", "") for item in document["items"]] == [entry.summary for entry in feed.entries]
    assert [item.get("content_html", "") for item in document["items"]] == [entry.content for entry in feed.entries]


def test_a_control_character_is_no_reason_to_leave_an_entry_out() -> None:
    feed = replace(FEED, entries=(ENTRIES[0]._replace(title="a\x0bb"),))
    assert check_json_feed(JSON.render(feed).body)["items"][0]["title"] == "a\x0bb"


def test_names_its_hubs() -> None:
    document = check_json_feed(JSON.render(replace(BARE, hubs=("https://hub.example/?a=1&b=2",))).body)
    # "Top-level", hubs: an array of objects, each with type and url.
    assert document["hubs"] == [{"type": "WebSub", "url": "https://hub.example/?a=1&b=2"}]


@given(feeds())
def test_is_laid_out_as_pythons_own_writer_does_it(feed: Feed) -> None:
    body = JSON.render(feed).body.decode()
    assert body == json.dumps(json.loads(body), ensure_ascii=False, indent=1) + "\n"
