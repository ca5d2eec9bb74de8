"""Settings: every option with its default, unit and check.

    config.yaml ─▶ defaults ◀─ AGGREGATOR_SECTION__KEY from the environment ─▶ Settings, or one line for each problem

Only the composition root reads this; everybody else is handed plain values.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args
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
from pydantic_core import ErrorDetails

from aggregator.errors import ConfigurationError

PREFIX = "AGGREGATOR_"
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LANGUAGE = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"


def _seconds(value: object) -> object:
    """`90`, `"90s"`, `"1.5m"` as seconds."""
    if isinstance(value, bool):
        raise ValueError("a duration such as 500ms, 2s, 5m, 1h or 1d")  # noqa: TRY004 (pydantic reports ValueError)
    if isinstance(value, int | float):
        return float(value)
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*", str(value))
    if not match:
        raise ValueError("a duration such as 500ms, 2s, 5m, 1h or 1d")
    return float(match[1]) * UNITS[match[2] or "s"]


def _site_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment
        _ = parts.port
    except ValueError:
        valid = False
    if not valid or not value.isascii() or re.search(r"[\s<>\"]", value):
        raise ValueError(
            "an absolute http:// or https:// address in ASCII without ? or #, such as https://news.example.org"
        )
    return value.rstrip("/")


def _store_url(value: str) -> str:
    if not value.startswith("sqlite:///") or len(value) == len("sqlite:///"):
        raise ValueError("sqlite:/// and a path, such as sqlite:///var/aggregator.db")
    return value


def _text(value: object) -> object:
    # YAML reads `title: 2012` as a number and `language: no` as false; only the first is certainly meant as text.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]
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

    folder: Path = Field(Path("feeds"), description="The folder that is read, with all below it.")
    exclude: tuple[Text, ...] = Field((), description="Patterns, as in a `.gitignore` file, of what is not read.")
    markers: tuple[Text, ...] = Field((), description="Further spellings of `Read more`.")
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
    rescan_token: Annotated[SecretStr, BeforeValidator(_text)] | None = Field(
        None,
        description="What `POST /rescan` must bear; null makes a random one in `rescan-token` beside the store.",
        min_length=1,
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
    folder = settings.input.model_copy(update={"folder": base / settings.input.folder.expanduser()})
    store = "sqlite:///" + str(base / settings.store.removeprefix("sqlite:///"))
    return settings.model_copy(update={"input": folder, "store": store})


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); name the file by --config") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
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
            return yaml.safe_load(value)
        except yaml.YAMLError:
            return value
    return value


#: What pydantic says in a programmer's words, in a user's.
REASONS = {
    "string_type": "must be text; put it in quotes",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "byte_size": "must be a size, such as 512KB or 1MB",
    "byte_size_unit": "must be a size, such as 512KB or 1MB",
    "tuple_type": "must be a list, such as [a, b]",
    "int_parsing": "must be a whole number",
    "model_type": "must be a section with options beneath",
    "missing": "has to be set",
    "string_pattern_mismatch": "must be a language code, such as en or pt-BR",
}


def _line(path: Path, environ: Mapping[str, str], problem: ErrorDetails) -> str:
    """One problem in one line: place, key, value, what is allowed."""
    location = tuple(map(str, problem["loc"]))
    variable = PREFIX + "__".join(location).upper()
    place = next(
        (name for name in sorted(environ) if f"{name}__".startswith(f"{variable}__")), f"{path}: {'.'.join(location)}"
    )
    if problem["type"] == "extra_forbidden":
        return f"{place}: there is no such option; allowed: {', '.join(_siblings(location))}"
    if problem["type"] == "missing":
        return f"{place}: {REASONS['missing']}"
    reason = REASONS.get(problem["type"]) or "must be " + problem["msg"].removeprefix("Value error, ").removeprefix(
        "Input should be "
    )
    shown = "the value" if "token" in location[-1] else _short(problem["input"])
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
