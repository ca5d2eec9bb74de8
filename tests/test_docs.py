"""The documents say what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aggregator.cli import aggregator
from aggregator.config import Settings, load
from aggregator.config.values import PREFIX

ROOT = Path(__file__).parent.parent
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def options(section: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in section.model_fields.items():
        inner = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        nested = next((kind for kind in inner if issubclass(kind, BaseModel)), None)
        if nested is None:
            yield ".".join((*path, name)), field
        else:
            yield from options(nested, (*path, name))


def shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if value == ():
        return "[]"
    return f"{value:g}" if isinstance(value, float) else str(value) or '""'


def documented() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `([a-z_.]+)` \| `([^|]*)` \| (.+) \|$", CONFIGURATION, re.MULTILINE)
    return {key: (default, text) for key, default, text in rows}


OPTIONS = dict(options(Settings))


def test_every_option_is_documented_and_no_other() -> None:
    assert list(documented()) == list(OPTIONS)


@pytest.mark.parametrize("key", OPTIONS)
def test_an_option_is_documented_with_its_default_and_meaning(key: str) -> None:
    field = OPTIONS[key]
    assert documented()[key] == (shown(field.default), field.description)


def test_the_example_of_the_documentation_is_a_configuration_that_loads(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", CONFIGURATION, re.DOTALL)
    assert example
    (tmp_path / "config.yaml").write_text(example[1], encoding="utf-8")
    assert load(tmp_path / "config.yaml", {}).site.author is not None


@pytest.mark.parametrize("variable", re.findall(rf"{PREFIX}[A-Z_]+", CONFIGURATION))
def test_every_variable_that_is_named_overrides_an_option(variable: str) -> None:
    assert variable.removeprefix(PREFIX).lower().replace("__", ".") in OPTIONS


def test_the_configuration_that_comes_along_loads() -> None:
    assert load(ROOT / "config.yaml", {}).input.folder == ROOT / "feeds"


@pytest.mark.parametrize("command", ["serve", "scan", "sources", "check", "doctor", "explain", "tokens"])
def test_the_readme_names_each_command_and_each_has_help(command: str) -> None:
    assert f"`aggregator {command}" in README
    assert CliRunner().invoke(aggregator, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("place", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_the_links_of_the_readme_lead_somewhere(place: str) -> None:
    assert (ROOT / place).exists()


def test_the_architecture_names_files_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z]+/)+[a-z_]+\.py)`", text))
    assert named
    assert [name for name in named if not (ROOT / "aggregator" / name).exists()] == []
