"""Options: defaults, where values come from, and what is said of bad ones."""

import json
from pathlib import Path

import pytest

from aggregator.cli.wiring import site_of
from aggregator.config import Settings, load
from aggregator.feed import Author


def settings_from(config: Path, text: str, **environ: str) -> Settings:
    config.write_text(text, encoding="utf-8")
    return load(config, environ)


def test_an_empty_file_gives_the_defaults(config: Path) -> None:
    settings = load(config, {})

    assert settings.model_dump() == {
        "site": {
            "title": "Press digests",
            "description": "",
            "url": "http://127.0.0.1:8000",
            "author": None,
            "language": "en",
            "rights": None,
            "access": "public",
        },
        "input": {
            "folder": config.parent / "feeds",
            "exclude": (),
            "private": (),
            "markers": (),
            "every": 60.0,
            "watch": True,
            "settle": 2.0,
            "removed": "withdraw",
        },
        "store": f"sqlite:///{config.parent}/var/aggregator.db",
        "feed": {"entries": 50, "max_bytes": 512_000},
        "server": {"host": "127.0.0.1", "port": 8000, "held_bytes": 67_108_864, "rescan_token": None},
        "websub": {"hubs": ()},
    }


def test_empty_sections_are_defaults_too(config: Path) -> None:
    assert settings_from(config, "site:\ninput:\nstore:\nfeed:\nserver:\n") == load(config, {})


def test_paths_count_from_the_file_wherever_one_stands(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = config.parent / "elsewhere"
    elsewhere.mkdir()
    config.write_text("input: {folder: texts}\nstore: sqlite:///kept/here.db", encoding="utf-8")
    monkeypatch.chdir(elsewhere)

    settings = load(Path("../config.yaml"), {})

    assert settings.input.folder == config.parent / "texts"
    assert settings.store == f"sqlite:///{config.parent}/kept/here.db"


def test_absolute_paths_and_homes_stay(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")

    assert settings_from(config, "input: {folder: ~/texts}").input.folder == Path("/home/somebody/texts")
    assert settings_from(config, "store: sqlite:////srv/store.db").store == "sqlite:////srv/store.db"
    assert settings_from(config, "input: {folder: /srv/texts}").input.folder == Path("/srv/texts")


HUBS = ("https://hub.example/", "http://hub.example:8080/?a=1")
FROM_ENVIRONMENT = {
    "site.title": ("Harbour news", "Harbour news"),
    "site.description": ("Tides and ferries", "Tides and ferries"),
    "site.url": ("https://news.example.org/feeds/", "https://news.example.org/feeds"),
    "site.author.name": ("Ada", "Ada"),
    "site.author.email": (" ada@example.org ", "ada@example.org"),
    "site.language": ("pt-BR", "pt-BR"),
    "site.rights": ("© Harbour office", "© Harbour office"),
    "input.folder": ("/srv/texts", Path("/srv/texts")),
    "input.exclude": ("[drafts/, '*.md']", ("drafts/", "*.md")),
    "site.access": ("private", "private"),
    "input.private": ("[internal/, '*.secret']", ("internal/", "*.secret")),
    "input.markers": ("[On we go, Encore]", ("On we go", "Encore")),
    "input.every": ("1.5m", 90.0),
    "input.watch": ("no", False),
    "input.settle": ("500ms", 0.5),
    "input.removed": ("keep", "keep"),
    "store": ("sqlite:////srv/store.db", "sqlite:////srv/store.db"),
    "feed.entries": ("7", 7),
    "feed.max_bytes": ("1MB", 1_000_000),
    "server.host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 (never listened at)
    "server.port": ("9000", 9000),
    "server.held_bytes": ("16MiB", 16_777_216),
    "websub.hubs": ("['https://hub.example/', 'http://hub.example:8080/?a=1']", HUBS),
}


@pytest.mark.parametrize("key", FROM_ENVIRONMENT)
def test_the_environment_overrides_the_file(config: Path, key: str) -> None:
    written, expected = FROM_ENVIRONMENT[key]
    name = "AGGREGATOR_" + key.replace(".", "__").upper()
    value: object = settings_from(config, "site: {title: Of the file}\nserver: {port: 8001}", **{name: written})
    for part in key.split("."):
        value = getattr(value, part)

    assert value == expected


def test_every_option_is_among_those_overridden() -> None:
    options = {
        f"{section}.{option}" if inner else section
        for section, field in Settings.model_fields.items()
        for inner in [getattr(field.annotation, "model_fields", {})]
        for option in inner or [""]
    }

    assert options - {"site.author", "server.rescan_token"} == FROM_ENVIRONMENT.keys() - {
        "site.author.name",
        "site.author.email",
    }


def test_the_secret_and_null_come_from_the_environment_too(config: Path) -> None:
    text = "site: {rights: all}\nserver: {rescan_token: of-the-file}"

    overridden = settings_from(config, text, AGGREGATOR_SERVER__RESCAN_TOKEN="of.the_environment")  # noqa: S106
    dropped = settings_from(config, text, AGGREGATOR_SITE__RIGHTS="null", AGGREGATOR_SERVER__RESCAN_TOKEN="~")  # noqa: S106

    assert overridden.server.rescan_token is not None
    assert overridden.server.rescan_token.get_secret_value() == "of.the_environment"
    assert (dropped.site.rights, dropped.server.rescan_token) == (None, None)


def test_a_section_of_the_environment_goes_before_the_keys_in_it(config: Path) -> None:
    settings = settings_from(
        config,
        "site: {title: Of the file, language: de}",
        AGGREGATOR_SITE__TITLE="Of the key",
        AGGREGATOR_SITE="{title: Of the section, rights: some}",
        UNRELATED="x",
    )

    assert (settings.site.title, settings.site.rights, settings.site.language) == ("Of the key", "some", "en")


@pytest.mark.parametrize(
    ("author", "meant"),
    [
        ("{email: a@b.example}", Author("Harbour news", "a@b.example")),
        ("{name: null, email: a@b.example}", Author("Harbour news", "a@b.example")),
        ("{name: Ada}", Author("Ada")),
        ("{}", Author("Harbour news")),
        ("null", None),
    ],
)
def test_an_author_without_a_name_has_the_title_of_the_site(config: Path, author: str, meant: Author | None) -> None:
    assert site_of(settings_from(config, f"site: {{title: Harbour news, author: {author}}}")).author == meant


def test_json_is_accepted(config: Path) -> None:
    values = {
        "site": {"title": "Caf\u00e9 \U0001f333", "author": {"name": "Ada", "email": "ada@example.org"}},
        "input": {"watch": False, "every": 90, "settle": 0.5, "markers": ["Encore"]},
        "feed": {"entries": 10, "max_bytes": 20000},
        "server": {"port": 8001, "rescan_token": None},
    }

    settings = settings_from(config, json.dumps(values, ensure_ascii=False, indent=2))

    assert settings.site.title == "Café 🌳"
    assert settings.site.author is not None
    assert settings.site.author.email == "ada@example.org"
    assert (settings.input.watch, settings.input.every, settings.input.settle) == (False, 90.0, 0.5)
    assert (settings.feed.entries, settings.feed.max_bytes, settings.server.port) == (10, 20000, 8001)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("escapes", ["escaped", "literal"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_accepted_in_all_its_forms(config: Path, indent: int | str | None, escapes: str, encoding: str) -> None:
    values = {"site": {"title": "Smile \U0001f600"}, "input": {"watch": False, "markers": ["a/b", "\U0001f600 on"]}}
    written = json.dumps(values, indent=indent, ensure_ascii=escapes == "escaped").replace("/", r"\/")
    config.write_text(written, encoding=encoding)

    settings = load(config, {})

    assert (settings.site.title, settings.input.watch) == ("Smile \U0001f600", False)
    assert settings.input.markers == ("a/b", "\U0001f600 on")


def test_json_is_accepted_from_the_environment_too(config: Path) -> None:
    settings = settings_from(
        config, "", AGGREGATOR_SITE=r'{"title": "\ud83d\ude00"}', AGGREGATOR_INPUT__MARKERS=r'["\ud83d\ude00 on"]'
    )

    assert (settings.site.title, settings.input.markers) == ("\U0001f600", ("\U0001f600 on",))


def test_values_of_json_are_what_they_are_in_yaml(config: Path) -> None:
    written = '{"site": {"title": 1.10, "description": true, "rights": NaN}, "server": {"rescan_token": 1e3}}'
    settings = settings_from(config, written)

    assert (settings.site.title, settings.site.description, settings.site.rights) == ("1.10", "true", "NaN")
    assert settings.server.rescan_token is not None
    assert settings.server.rescan_token.get_secret_value() == "1e3"


def test_braces_that_are_no_json_are_yaml(config: Path) -> None:
    assert settings_from(config, "{\n\tsite: {title: Tulpen,},  # not JSON\n}").site.title == "Tulpen"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("site: {language: no}", ("site", "language", "no")),
        ("site: {title: 2012}", ("site", "title", "2012")),
        ("site: {title: 12:30}", ("site", "title", "12:30")),
        ("site: {title: 2012-03-14}", ("site", "title", "2012-03-14")),
        ("site: {title: 1.10}", ("site", "title", "1.10")),
        ("site: {title: on}", ("site", "title", "on")),
        ("site: {title: =}", ("site", "title", "=")),
        ('site: {title: "null"}', ("site", "title", "null")),
        ("site: {title: 'Two\n  lines'}", ("site", "title", "Two lines")),
        ("input: {watch: off}", ("input", "watch", False)),
        ("input: {watch: 'True'}", ("input", "watch", True)),
        ("feed: {max_bytes: 100000}", ("feed", "max_bytes", 100_000)),
        ("input: {every: 90}", ("input", "every", 90.0)),
        ("input: {every: ' 2 h '}", ("input", "every", 7200.0)),
    ],
)
def test_what_yaml_would_mistake_is_read_as_it_was_meant(
    config: Path, written: str, meant: tuple[str, str, object]
) -> None:
    section, option, value = meant
    settings = settings_from(config, written)

    assert getattr(getattr(settings, section), option) == value


def test_a_token_of_digits_stays_as_it_is_written(config: Path) -> None:
    token = settings_from(config, "server: {rescan_token: 0123_456}").server.rescan_token

    assert token is not None
    assert token.get_secret_value() == "0123_456"


def test_byte_order_marks_do_no_harm(config: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        config.write_text("site: {title: Tulpen}", encoding=encoding)
        assert load(config, {}).site.title == "Tulpen"


def test_a_folder_beneath_the_store_is_fine(config: Path) -> None:
    assert settings_from(config, "input: {folder: var/feeds}").input.folder == config.parent / "var" / "feeds"
