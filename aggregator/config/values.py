"""Values as somebody wrote them: from the file, and from the environment over them."""

import json
import os
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from aggregator.errors import ConfigurationError

PREFIX = "AGGREGATOR_"


class _Loader(yaml.SafeLoader):
    """YAML in which only null is not text: `no` is a language, `0123` a token, `12:30` a title.

    Each option knows best what it is, and the environment gives nothing but text either.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own)
        first: [(tag, form) for tag, form in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (PyYAML's own)
        """A mapping whose keys all differ: YAML itself would forget the first of two sections without a word."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands here twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _parse(text: bytes) -> object:
    """The values in JSON, whose escapes PyYAML does not read as pairs, or else in YAML.

    Raises:
        yaml.YAMLError: It is neither; ValueError and RecursionError, too, are PyYAML's way to say so.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        # In braces a tab is a space like any other, but PyYAML would stop at it and not at what is wrong.
        spaced = text.replace(b"\t", b" ") if text.lstrip().startswith(b"{") else text
        return yaml.load(spaced, _Loader)  # noqa: S506 (a SafeLoader)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping as the loader above makes it: keys that differ, and text for true and false."""
    values = {key: str(value).lower() if isinstance(value, bool) else value for key, value in pairs}
    if len(values) < len(pairs):
        raise ValueError("a key stands here twice")  # YAML is tried next, and names key and line
    return values


def read(path: Path) -> dict[str, Any]:
    """The sections of a configuration file.

    Raises:
        ConfigurationError: It cannot be read, or is no YAML of sections.
    """
    try:
        values = _parse(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); name the file by --config") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict | None):
        raise ConfigurationError(f"{path}: holds no sections; it begins like `site:`, with `  title: …` beneath")
    return values or {}


def merge(values: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """The file's values with those of the environment over them."""
    merged = {key: value for key, value in values.items() if value is not None}  # a section with nothing beneath
    for name in sorted(environ):
        if not name.startswith(PREFIX):
            continue
        *sections, key = name.removeprefix(PREFIX).lower().split("__")
        place = merged
        for section in sections:
            inner = place.get(section)
            place[section] = dict(inner) if isinstance(inner, dict) else {}
            place = place[section]
        place[key] = _from_environment(environ[name])
    return merged


def _from_environment(value: str) -> object:
    """Lists, mappings and null as in the file; all else is left to the option's own reading."""
    if value.strip() in {"null", "~"} or value.lstrip().startswith(("[", "{")):
        try:
            return _parse(os.fsencode(value))
        except (yaml.YAMLError, ValueError, RecursionError):
            return value
    return value
