"""What is said of options that are refused."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.config import load
from aggregator.errors import ConfigurationError
from tests.test_docs import OPTIONS


def problems_in(config: Path, text: str, **environ: str) -> tuple[str, ...]:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(config, environ)
    for problem in refused.value.problems:
        assert "\n" not in problem
    return refused.value.problems


def problem_in(config: Path, text: str, **environ: str) -> str:
    (problem,) = problems_in(config, text, **environ)
    return problem


@pytest.mark.parametrize(
    ("text", "key", "value", "allowed"),
    [
        ("server: {port: 0}", "server.port", "'0'", "a whole number from 1 to 65535"),
        ("server: {port: 65536}", "server.port", "'65536'", "a whole number from 1 to 65535"),
        (f"server: {{port: {'9' * 5000}}}", "server.port", "'999", "a whole number from 1 to 65535"),
        ("server: {port: yes}", "server.port", "'yes'", "a whole number"),
        ("server: {port: 8000.5}", "server.port", "'8000.5'", "a whole number"),
        ("server: {port: 0x1F90}", "server.port", "'0x1F90'", "a whole number"),
        ("server: {port: [1]}", "server.port", "['1']", "a whole number from 1 to 65535"),
        ("server: {host: ''}", "server.host", "''", "not empty"),
        ("server: 8000", "server", "'8000'", "a section"),
        ("feed: {entries: yes}", "feed.entries", "'yes'", "a whole number"),
        ("feed: {entries: 0}", "feed.entries", "'0'", "a whole number from 1 to 10000"),
        ("feed: {max_bytes: 1}", "feed.max_bytes", "'1'", "a size, such as 512KB or 1MB, of at least 10000 bytes"),
        ("feed: {max_bytes: big}", "feed.max_bytes", "'big'", "a size, such as 512KB"),
        ("feed: {max_bytes: 5 elephants}", "feed.max_bytes", "'5 elephants'", "a size, such as 512KB"),
        ("input: {every: 0s}", "input.every", "0.0", "500ms, 2s, 5m, 1h or 1d, from 1 to 604800 seconds"),
        ("input: {every: 8d}", "input.every", "691200.0", "from 1 to 604800 seconds"),
        ("input: {every: 1:30}", "input.every", "'1:30'", "a duration such as"),
        ("input: {every: .inf}", "input.every", "'.inf'", "a duration such as"),
        ("input: {every: yes}", "input.every", "'yes'", "a duration such as"),
        ("input: {every: -5s}", "input.every", "'-5s'", "a duration such as"),
        ("input: {every: [1s]}", "input.every", "['1s']", "a duration such as"),
        ("input: {settle: 2 weeks}", "input.settle", "'2 weeks'", "from 0 to 3600 seconds"),
        ("input: {watch: maybe}", "input.watch", "'maybe'", "true or false"),
        ("input: {watch: }", "input.watch", "None", "true or false"),
        ("input: {exclude: drafts}", "input.exclude", "'drafts'", "a list"),
        ("input: {exclude: ['!']}", "input.exclude.0", "'!'", ".gitignore"),
        ("input: {exclude: [ok, '[z-a]']}", "input.exclude.1", "'[z-a]'", ".gitignore"),
        ("websub: {hubs: https://hub.example/}", "websub.hubs", "'https://hub.example/'", "a list"),
        ("websub: {hubs: [ftp://hub.example/]}", "websub.hubs.0", "'ftp://hub.example/'", "http://"),
        ("websub: {hubs: ['https://ada:secret@hub.example/']}", "websub.hubs.0", "", "without user"),
        ("websub: {hubs: ['https://hub.example/#a']}", "websub.hubs.0", "", "without user or #"),
        ("websub: {hubs: ['https://hub.example/\">']}", "websub.hubs.0", "", "ASCII"),
        ("websub: {hubs: [/hub]}", "websub.hubs.0", "'/hub'", "an absolute"),
        ("input: {markers: ['***']}", "input.markers.0", "'***'", "letters or digits"),
        ("input: {markers: [[a]]}", "input.markers.0", "['a']", "text"),
        ("input: {folder: }", "input.folder", "None", "path of a folder"),
        ("input: {folder: ''}", "input.folder", "''", "path of a folder"),
        ("input: {folder: ~nobody-of-that-name/x}", "input.folder", "'~nobody", "no such home"),
        ('input: {folder: "a\\0b"}', "input.folder", "'a\\x00b'", "path of a folder"),
        ("site: {title: ''}", "site.title", "''", "not empty"),
        ("site: {title: '  '}", "site.title", "'  '", "not empty"),
        ('site: {title: "a\\0b"}', "site.title", "'a\\x00b'", "without control characters"),
        ('site: {rights: "\\uFFFF"}', "site.rights", "'\\uffff'", "without control characters"),
        ("site: {title: {a: b}}", "site.title", "{'a': 'b'}", "text"),
        ("site: {language: english}", "site.language", "'english'", "a language code"),
        ("site: {language: en-1}", "site.language", "'en-1'", "a language code"),
        ("site: {language: English!}", "site.language", "'English!'", "a language code"),
        ("server: {null: 1}", "server.None", "", "a name"),
        ("null: 1", "None", "", "a name"),
        ('"\\ud83d": 1', "\ud83d", "'\\ud83d'", "text"),
        ("site: {author: Ada}", "site.author", "'Ada'", "a section"),
        ("site: {author: {name: ''}}", "site.author.name", "''", "not empty"),
        ("site: {author: {email: not an email}}", "site.author.email", "'not an email'", "such as ada@example.org"),
        ("site: {author: {email: a b@c.example}}", "site.author.email", "'a b@c.example'", "such as ada@example.org"),
        ("site: {author: {email: ada@}}", "site.author.email", "'ada@'", "such as ada@example.org"),
        ("site: {author: {email: '@b.example'}}", "site.author.email", "'@b.example'", "such as ada@example.org"),
        ("site: {author: {email: a@b@c}}", "site.author.email", "'a@b@c'", "such as ada@example.org"),
        ("site: {author: {email: ''}}", "site.author.email", "''", "such as ada@example.org"),
        ("site: {url: news.example.org}", "site.url", "'news.example.org'", "an absolute http"),
        ("site: {url: 'ftp://example.org'}", "site.url", "'ftp://example.org'", "an absolute http"),
        ("site: {url: 'http://'}", "site.url", "'http://'", "an absolute http"),
        ("site: {url: 'http://a:b'}", "site.url", "'http://a:b'", "an absolute http"),
        ("site: {url: 'http://a/?x'}", "site.url", "'http://a/?x'", "an absolute http"),
        ("site: {url: 'http://a/#x'}", "site.url", "'http://a/#x'", "an absolute http"),
        ("site: {url: 'http://a b'}", "site.url", "'http://a b'", "an absolute http"),
        ("site: {url: 'http://bücher.example'}", "site.url", "'http://bücher.example'", "in ASCII"),
        ("site: {url: 'http://me@example.org'}", "site.url", "'http://me@example.org'", "without user"),
        ('site: {url: "http://a\\u0001b"}', "site.url", "'http://a\\x01b'", "an absolute http"),
        ("store: postgresql://localhost/x", "store", "'postgresql://localhost/x'", "sqlite:///"),
        ("store: 'sqlite:///'", "store", "'sqlite:///'", "and a path"),
        ("store: 'sqlite:///x?mode=ro'", "store", "'sqlite:///x?mode=ro'", "without ?"),
        ("store: [a]", "store", "['a']", "text"),
    ],
)  # fmt: skip
def test_a_bad_value_is_one_line_with_key_value_and_what_is_allowed(
    config: Path, text: str, key: str, value: str, allowed: str
) -> None:
    problem = problem_in(config, text)

    assert problem.startswith(f"{config}: {key}: {value}")
    assert "is not allowed" in problem
    assert allowed in problem
    assert "Input" not in problem
    assert "String" not in problem


@pytest.mark.parametrize("value", ["{a: b}", "[[a]]", "[]", "''", "x x", "-1", "1e999", "9" * 400, f"{'9' * 400}KB"])
@pytest.mark.parametrize("key", OPTIONS)
def test_whatever_is_wrong_is_said_in_plain_words(config: Path, key: str, value: str) -> None:
    for part in reversed(key.split(".")):
        value = f"{{{part}: {value}}}"
    config.write_text(value, encoding="utf-8")
    try:
        load(config, {})  # a title may well be `x x`
    except ConfigurationError as error:
        (problem,) = error.problems
        _, _, said = problem.partition(" is not allowed: it must be ")
        assert said
        assert not re.search(r"[Ii]nput|[Ss]tring|integer|valid|instance|tuple|dict|equal to|pars", said)


def test_each_problem_has_its_line(config: Path) -> None:
    site = "title, description, url, author, language, rights, access"
    problems = problems_in(
        config, "sight: {}\nsite: {titel: x, author: {mail: y}}\nserver: {port: 0}", AGGREGATOR_FEED__ENTRY="5"
    )

    assert sorted(problems) == sorted(
        [
            f"{config}: sight: there is no such option; allowed: site, input, store, feed, server, websub",
            f"{config}: site.titel: there is no such option; allowed: {site}",
            f"{config}: site.author.mail: there is no such option; allowed: name, email",
            f"{config}: server.port: '0' is not allowed: it must be a whole number from 1 to 65535",
            "AGGREGATOR_FEED__ENTRY: there is no such option; allowed: entries, max_bytes",
        ]
    )


@pytest.mark.parametrize(
    ("name", "value", "rest"),
    [
        ("AGGREGATOR_SERVER__PORT__X", "1", "{'x': '1'} is not allowed: it must be a whole number from 1 to 65535"),
        ("AGGREGATOR_SERVER__PORT", "x", "'x' is not allowed"),
        ("AGGREGATOR_server__port", "x", "'x' is not allowed"),
        ("AGGREGATOR_SITE", "{titel: x}", "there is no such option"),
        ("AGGREGATOR_INPUT__MARKERS", "[a, '*']", "'*' is not allowed"),
        ("AGGREGATOR_SITE__TITLE__X", "x", "{'x': 'x'} is not allowed"),
        ("AGGREGATOR_SITE__TITLE", "\udcff", "'\\udcff' is not allowed"),
        ("AGGREGATOR_INPUT__EVERY", "", "'' is not allowed"),
        ("AGGREGATOR_SITE", "[" * 5000, "'[[["),
        ("AGGREGATOR_SITE", '{"title": "a", "title": "b"}', "'{"),
        ("AGGREGATOR_\udcff", "x", "'\\udcff' is not allowed"),
        ("AGGREGATOR_HOME", "/x", "there is no such option"),
        ("AGGREGATOR_", "x", "there is no such option"),
    ],
)
def test_a_problem_of_the_environment_names_the_variable(config: Path, name: str, value: str, rest: str) -> None:
    assert problem_in(config, "", **{name: value}).startswith(f"{name}: {rest}")


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ("server: {rescan_token: [hunter2]}", {}),
        ("server: {rescan_token: 'hunter2 hunter2'}", {}),
        ("server: {rescan_token: 'hunter2\u00e9'}", {}),
        ("server: {rescan_token: hunter2, port: x}", {}),
        ("server: 'rescan_token: hunter2'", {}),
        ("server: [{rescan_token: hunter2}]", {}),
        ("server: {rescan-token: hunter2}", {}),
        ("", {"AGGREGATOR_SERVER": "rescan_token=hunter2"}),
        ("", {"AGGREGATOR_SERVER__RESCAN_TOKEN": "hunter2 "}),
        ("", {"AGGREGATOR_RESCAN_TOKEN": "hunter2"}),
    ],
)
def test_a_secret_is_never_shown(config: Path, text: str, environ: dict[str, str]) -> None:
    assert "hunter2" not in "".join(problems_in(config, text, **environ))


def test_a_good_secret_is_not_shown_either(config: Path) -> None:
    config.write_text("server: {rescan_token: hunter2}", encoding="utf-8")
    settings = load(config, {})

    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_an_empty_token_is_refused_as_it_would_let_everybody_in(config: Path) -> None:
    assert "at least one" in problem_in(config, "server: {rescan_token: ''}")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("site: [", ":2", "not YAML"),
        ("site:\n\ttitle: x", ":2", "not YAML"),
        ("site: {title: a}\nfeed: {}\nsite: {title: b}", ":3", "site stands here twice"),
        ("site:\n  title: a\n  title: b", ":3", "title stands here twice"),
        ('{\n"site": {},\n"site": {}\n}', ":3", "site stands here twice"),
        ('{\n\t"site": {},\n\t"site": {}\n}', ":3", "site stands here twice"),
        ('{\n\t"site": {\n\t\t"title": "a" "b"\n\t}\n}', ":3", "expected ',' or '}'"),
        ("{[a]: b}", ":1", "not YAML"),
        ("site: !!python/object/apply:os.getcwd []", ":1", "not YAML"),
        ("title: a: b", ":1", "not YAML"),
        ("[" * 5000, "", "not YAML"),
        ("\x01", "", "not YAML"),
        ("just text", "", "holds no sections"),
        ("- a", "", "holds no sections"),
        ("12", "", "holds no sections"),
    ],
)
def test_what_is_no_configuration_is_refused_with_its_line(config: Path, text: str, line: str, reason: str) -> None:
    problem = problem_in(config, text + ("\n" if text == "site: [" else ""))

    assert problem.startswith(f"{config}{line}: ")
    assert reason in problem


def test_bytes_that_are_no_text_are_refused(config: Path) -> None:
    config.write_bytes(b"site: {title: caf\xe9}")
    with pytest.raises(ConfigurationError, match="not YAML"):
        load(config, {})


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_one_line_with_the_remedy(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot be read .*--config"):
        load(tmp_path / name, {})


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("input: {folder: .}", "this file"),
        ("input: {folder: ..}", "this file"),
        ("input: {folder: link}", "this file"),
        ("input: {folder: var}\nstore: sqlite:///var/x.db", "the store"),
        ("input: {folder: feeds}\nstore: sqlite:///feeds/deep/x.db", "the store"),
    ],
)
def test_a_folder_that_would_publish_the_secrets_is_refused(config: Path, text: str, held: str) -> None:
    (config.parent / "link").symlink_to(config.parent)

    assert problem_in(config, text).endswith(f"is not allowed: it must not hold {held}")


def test_the_command_line_says_each_problem_and_ends_with_2(config: Path) -> None:
    config.write_text('server: {port: x, rescan_token: "hunter2 x"}\n"\\ared": 1\n', encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")}

    for command in (["serve"], ["check", str(config)]):
        done = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "aggregator", "--config", str(config), *command],
            capture_output=True, text=True, check=False, env=environ, timeout=30,
        )  # fmt: skip

        assert done.returncode == 2
        assert done.stdout == ""
        lines = done.stderr.splitlines()
        assert len(lines) == 3
        assert all(line.startswith(f"aggregator: {config}: ") for line in lines)
        assert "\x07" not in done.stderr
        assert "hunter2" not in done.stderr
