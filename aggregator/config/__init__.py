"""Settings: every option with its default, unit and check.

    config.yaml ─▶ values ◀─ AGGREGATOR_SECTION__KEY from the environment           values.py
                      │
                      ▼
                   options and their checks ─▶ Settings                             options.py, checks.py
                      │
                      ▼
                   one line for each problem                                        problems.py

Only the composition root reads this; everybody else is handed plain values.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from aggregator.config.options import Settings
from aggregator.config.problems import line
from aggregator.config.values import merge, read
from aggregator.errors import ConfigurationError

__all__ = ["Settings", "load"]


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read a configuration file, let the environment override it, and check every value.

    Relative paths count from the file's own folder.

    Raises:
        ConfigurationError: With one line for each problem.
    """
    values = merge(read(path), environ)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(*(line(path, environ, problem) for problem in error.errors())) from None
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
