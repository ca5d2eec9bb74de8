"""What is wrong with a value, in one line for whoever wrote it."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from aggregator.config.options import Settings
from aggregator.config.values import PREFIX

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
    "string_unicode": "must be text",
    "invalid_key": "must be a name",
}


def line(path: Path, environ: Mapping[str, str], problem: ErrorDetails) -> str:
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
