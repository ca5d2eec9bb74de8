"""Settings: every option with its default, unit and check.

    config.yaml ─▶ defaults ◀─ AGGREGATOR_SECTION__KEY from the environment ─▶ Settings, or one line for each problem

Only the composition root reads this; everybody else is handed plain values.
"""

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pathspec import GitIgnoreSpec
from pydantic_core import ErrorDetails

from aggregator.errors import ConfigurationError

PREFIX = "AGGREGATOR_"
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LANGUAGE = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
#: Controls, surrogates and non-characters.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: What a URI may hold (RFC 3986, section 2) before any query.
URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/\[\]@!$&'()*+,;=%]+")


def _text(value: str) -> str:
    """One line: what XML forbids would take every feed down, and a line break has no place in a title."""
    if UNPRINTABLE.search(value):
        raise ValueError("text without control characters")
    return " ".join(value.split())


def _seconds(value: object) -> object:
    """`90`, `"90s"`, `"1.5m"` as seconds."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*", str(value))
    if not match:
        raise ValueError("a duration such as 500ms, 2s, 5m, 1h or 1d")
    return float(match[1]) * UNITS[match[2] or "s"]


def _site_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
        _ = parts.port
    except ValueError:
        valid = False
    if not valid or not URL_CHARACTERS.fullmatch(value):
        raise ValueError(
            "an absolute http:// or https:// address in ASCII without user, ? or #, such as https://news.example.org"
        )
    return value.rstrip("/")


def _store_url(value: str) -> str:
    if not re.fullmatch(r"sqlite:///[^?]+", value) or UNPRINTABLE.search(value):
        raise ValueError("sqlite:/// and a path without ?, such as sqlite:///var/aggregator.db")
    return value


def _folder(value: object) -> object:
    if not isinstance(value, str) or not value.strip() or UNPRINTABLE.search(value):
        raise ValueError("the path of a folder, such as feeds")
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # `~somebody` without such a user
        raise ValueError("the path of a folder, such as feeds; there is no such home") from error


def _pattern(value: str) -> str:
    try:
        GitIgnoreSpec.from_lines([value])
    except (ValueError, re.error) as error:
        raise ValueError("a pattern as in a .gitignore file, such as drafts/ or *.md") from error
    return value


def _marker(value: str) -> str:
    if not re.search(r"[^\W_]", value):
        raise ValueError("a phrase with letters or digits, such as Read more")
    return value


def _token(value: object) -> object:
    # What no header can carry (RFC 9110, section 5.5), or not in the same bytes from every client, would never match.
    if isinstance(value, str) and not re.fullmatch(r"[!-~]+", value):
        raise ValueError("ASCII letters, digits and signs without spaces, at least one")
    return value


Text = Annotated[str, AfterValidator(_text)]
Seconds = Annotated[float, BeforeValidator(_seconds)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Author(_Section):
    """Who answers for the feeds."""

    name: Text = Field(
        description="Name of the author of every entry; null leaves it to the site's title.", min_length=1
    )
    email: Text | None = Field(None, description="Address of the author, shown in the feeds.")


class Site(_Section):
    """What the outside sees."""

    title: Text = Field("Press digests", description="Title of the combined feed and of the pages.", min_length=1)
    description: Text = Field("", description="One line under the title.")
    url: Annotated[str, AfterValidator(_site_url)] = Field(
        "http://127.0.0.1:8000",
        description="Where readers reach this site; every link is built from it, never from a request.",
    )
    author: Author | None = Field(None, description="Who answers for the feeds: `{name, email}`.")
    language: str = Field(
        "en",
        description="Language (BCP 47) of the site, and of sources with too little text to tell theirs.",
        pattern=f"^{LANGUAGE}$",
    )
    rights: Text | None = Field(None, description="Copyright notice in every feed.")


class Input(_Section):
    """Where the files come from."""

    folder: Annotated[Path, BeforeValidator(_folder)] = Field(
        Path("feeds"), description="The folder that is read, with all below it."
    )
    exclude: tuple[Annotated[Text, AfterValidator(_pattern)], ...] = Field(
        (), description="Patterns, as in a `.gitignore` file, of what is not read."
    )
    markers: tuple[Annotated[Text, AfterValidator(_marker)], ...] = Field(
        (), description="Further spellings of `Read more`."
    )
    every: Seconds = Field(60.0, description="Time from one scan to the next.", ge=1, le=7 * 86400)
    watch: bool = Field(default=True, description="Whether changes are noticed at once, by the system's notifications.")
    settle: Seconds = Field(
        2.0,
        description="How long a file must be left alone before it is read, unless its writer is seen to close it.",
        ge=0,
        le=3600,
    )


class FeedLimits(_Section):
    """How much a feed shows."""

    entries: int = Field(50, description="Entries in a feed, at most.", ge=1, le=10_000)
    max_bytes: ByteSize = Field(
        ByteSize(512_000), description="Size of a feed, at most; the oldest entries give way.", ge=10_000
    )


class Server(_Section):
    """Where the service listens."""

    host: Text = Field("127.0.0.1", description="Address to listen at; `0.0.0.0` for every network.", min_length=1)
    port: int = Field(8000, description="Port to listen at.", ge=1, le=65535)
    rescan_token: Annotated[SecretStr, BeforeValidator(_token)] | None = Field(
        None,
        description="What `POST /rescan` must bear; null makes a random one in `rescan-token` beside the store.",
    )


class Settings(_Section):
    """All options; paths are absolute."""

    site: Site = Site()
    input: Input = Input()
    store: Annotated[str, AfterValidator(_store_url)] = Field(
        "sqlite:///var/aggregator.db", description="Where entries and their ids are kept, as an SQLAlchemy URL."
    )
    feed: FeedLimits = FeedLimits()
    server: Server = Server()


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read a configuration file, let the environment override it, and check every value.

    Relative paths count from the file's own folder.

    Raises:
        ConfigurationError: With one line for each problem.
    """
    values = _merge(_read(path), environ)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(*(_line(path, environ, problem) for problem in error.errors())) from None
    base = path.resolve().parent
    folder = base / settings.input.folder
    store = base / settings.store.removeprefix("sqlite:///")
    for place, held in ((path, "this file"), (store.parent, "the store")):
        if place.resolve().is_relative_to(folder.resolve()):
            # Whatever lies in the folder is published: a token beside the store or in this file would be, too.
            raise ConfigurationError(f"{path}: input.folder: {folder} is not allowed: it must not hold {held}")
    return settings.model_copy(
        update={"input": settings.input.model_copy(update={"folder": folder}), "store": f"sqlite:///{store}"}
    )


class _Loader(yaml.SafeLoader):
    """YAML in which only null is not text: `no` is a language, `0123` a token, `12:30` a title.

    Each option knows best what it is, and the environment gives nothing but text either.
    """

    yaml_implicit_resolvers: ClassVar = {
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


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.load(path.read_bytes(), _Loader)  # noqa: S506 (a SafeLoader)
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


def _merge(values: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
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
            return yaml.load(value, _Loader)  # noqa: S506 (a SafeLoader)
        except yaml.YAMLError:
            return value
    return value


#: What pydantic says in a programmer's words, in a user's.
REASONS = {
    "string_type": "must be text",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "byte_size": "must be a size, such as 512KB or 1MB",
    "byte_size_unit": "must be a size, such as 512KB or 1MB",
    "tuple_type": "must be a list, such as [a, b]",
    "int_parsing": "must be a whole number",
    "model_type": "must be a section with options beneath",
    "missing": "has to be set",
    "string_pattern_mismatch": "must be a language code, such as en or pt-BR",
    "string_too_short": "must not be empty",
    "string_unicode": "must be text",
    "invalid_key": "must be a name",
}


def _line(path: Path, environ: Mapping[str, str], problem: ErrorDetails) -> str:
    """One problem in one line: place, key, value, what is allowed."""
    location = tuple(map(str, problem["loc"]))
    variable = PREFIX + "__".join(location).upper()
    # Said of the variable that set the option, the section around it, or something beneath it.
    guilty = [
        name
        for name in environ
        if name.startswith(PREFIX)
        and (f"{variable}__".startswith(f"{name.upper()}__") or name.upper().startswith(f"{variable}__"))
    ]
    place = max(guilty, key=len) if guilty else f"{path}: {'.'.join(location)}"
    if problem["type"] == "extra_forbidden":
        return f"{place}: there is no such option; allowed: {', '.join(_siblings(location))}"
    if problem["type"] == "missing":
        return f"{place}: {REASONS['missing']}"
    reason = REASONS.get(problem["type"]) or "must be " + problem["msg"].removeprefix("Value error, ").removeprefix(
        "Input should be "
    )
    shown = "the value" if "token" in f"{variable}{problem['input']}".lower() else _short(problem["input"])
    return f"{place}: {shown} is not allowed: it {reason}"


#: How much of a refused value is shown.
LONGEST_VALUE = 60


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _siblings(location: tuple[str, ...]) -> list[str]:
    """The options that there are where an unknown one was found."""
    section: type[BaseModel] = Settings
    for part in location[:-1]:
        annotation = section.model_fields[part].annotation
        inner = annotation if isinstance(annotation, type) else get_args(annotation)[0]
        section = inner if issubclass(inner, BaseModel) else section
    return list(section.model_fields)
