"""On what, and with what, figures were measured."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from importlib import metadata
from pathlib import Path

#: Of what is installed from the index of Python packages, what figures hang on.
PACKAGES = ("granian", "feedgen", "sqlalchemy", "lxml", "reader")
#: Of what the system has, or a peer's own environment: the command that tells the version.
COMMANDS = (("nginx", "-v"), ("hugo", "version"), ("wrk", "-v"), ("pelican", "--version"))
#: Where commands are looked for after those of the system.
ENVIRONMENTS = Path(__file__).parent / ".work" / "pelican-venv" / "bin"


def machine() -> str:
    """Cores, memory, processor."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores ({processor()}), {memory:.0f} GiB of memory, {platform.system()} {platform.release()}"


def processor() -> str:
    """The processor's name for itself."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", told.read_text(encoding="utf-8")) if told.exists() else None
    return found[1] if found else platform.machine()


def versions() -> str:
    """What takes part, each with its version or that it is missing."""
    own = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    return ", ".join([*own, *map(_package, PACKAGES), *(_command(*each) for each in COMMANDS)])


def _package(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{name} missing"


def _command(name: str, option: str) -> str:
    if not (place := shutil.which(name) or shutil.which(name, path=ENVIRONMENTS)):
        return f"{name} missing"
    told = subprocess.run([place, option], check=False, capture_output=True, text=True)  # noqa: S603 (our own)
    found = re.search(r"\d+\.\d+[.\d]*", told.stdout + told.stderr)
    return f"{name} {found[0]}" if found else name
