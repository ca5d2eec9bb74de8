"""What is wrong with a value, in one line for whoever wrote it."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ByteSize
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from aggregator.config.options import Settings
from aggregator.config.values import PREFIX

#: What pydantic says in a programmer's words, in a user's.
REASONS = {
    "string_type": "text",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "tuple_type": "a list, such as [a, b]",
    "model_type": "a section with options beneath",
    "string_pattern_mismatch": "a language code, such as en or pt-BR",
    "string_unicode": "text",
    "invalid_key": "a name",
}
#: What an option with bounds must be, whatever pydantic found first: the kind, the bounds, the unit.
MEASURES = {
    int: "a whole number {}",
    float: "a duration such as 500ms, 2s, 5m, 1h or 1d, {} seconds",
    ByteSize: "a size, such as 512KB or 1MB, {} bytes",
}


def line(path: Path, environ: Mapping[str, str], problem: ErrorDetails) -> str:
    """One problem in one line: place, key, value, what is allowed."""
    location = tuple(map(str, problem["loc"] or [problem["input"]]))  # a key that is no text is not located
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
        return f"{place}: there is no such option; allowed: {', '.join(_section(location).model_fields)}"
    field = _section(location).model_fields.get(location[-1])
    reason = _measure(field) or REASONS.get(problem["type"]) or problem["msg"].removeprefix("Value error, ")
    shown = "the value" if "token" in f"{variable}{problem['input']}".lower() else _short(problem["input"])
    return f"{place}: {shown} is not allowed: it must be {reason}"


#: How much of a refused value is shown.
LONGEST_VALUE = 60


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _section(location: tuple[str, ...]) -> type[BaseModel]:
    """The section around an option, known or not."""
    section: type[BaseModel] = Settings
    for part in location[:-1]:
        annotation = section.model_fields[part].annotation
        kinds = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
        section = next((kind for kind in kinds if issubclass(kind, BaseModel)), section)
    return section


def _measure(field: FieldInfo | None) -> str | None:
    """Kind and bounds of an option that has bounds, as the option itself declares them."""
    if field is None or field.annotation not in MEASURES:
        return None
    least, most = (
        next((getattr(rule, end) for rule in field.metadata if hasattr(rule, end)), None) for end in ("ge", "le")
    )
    return MEASURES[field.annotation].format(f"of at least {least}" if most is None else f"from {least} to {most}")
