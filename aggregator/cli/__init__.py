"""The command line, and with it the composition root: the only place that knows all rooms at once.

Commands import what they run when they run it: `--help` and a mistyped option answer at once.
"""

import errno
import gc
import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from aggregator import __version__
from aggregator.cli.printable import printable
from aggregator.errors import AggregatorError, ConfigurationError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@contextmanager
def _loading() -> Iterator[None]:
    """Modules stay: without a look for cycles among them, meanwhile or later, they load in a tenth less time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _named(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A name that can be listed in one line, and typed."""
    if not value.strip() or not value.isprintable():
        raise click.BadParameter("a name has at least one letter, and no control characters")
    return value


def _patterns(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns that can be matched; one that covers nothing at all would be taken for one that opens nothing."""
    from aggregator.config.checks import pattern  # noqa: PLC0415 (see above)

    try:
        return tuple(map(pattern, values))
    except ValueError as error:
        raise click.BadParameter(f"it must be {error}") from error


@click.group(context_settings=CONTEXT)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config.yaml"),
    show_default=True,
    help="The configuration; relative paths in it count from its own folder.",
)
@click.version_option(__version__, prog_name="aggregator")
@click.pass_context
def aggregator(context: click.Context, config: Path) -> None:
    """Turn a folder of text files into RSS, Atom and JSON feeds.

    Put press digests (title, excerpt, "Read more", again and again) into the folder, start the service with `serve`,
    and subscribe in any feed reader.
    """
    context.obj = config


@aggregator.command()
@click.pass_obj
def serve(config: Path) -> None:
    """Serve the feeds and keep them up to date.

    Scans when the folder changes, at intervals, and at POST /rescan; ends cleanly at SIGTERM.
    """
    with _loading():
        from aggregator.cli.serving import serve as run  # noqa: PLC0415 (see above)

    run(config)


@aggregator.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--allow-removals", is_flag=True, help="Withdraw what no file holds any longer, even if that is most of it."
)
@click.pass_obj
def scan(config: Path, *, as_json: bool, allow_removals: bool) -> None:
    """Scan the folder once, and say what was found."""
    with _loading():
        from aggregator.cli.scanning import scan as run  # noqa: PLC0415 (see above)

    run(config, as_json=as_json, allow_removals=allow_removals)


@aggregator.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_obj
def sources(config: Path, *, as_json: bool) -> None:
    """List the sources and the addresses of their feeds."""
    from aggregator.cli.listing import sources as run  # noqa: PLC0415 (see above)

    run(config, as_json=as_json)


@aggregator.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def check(config: Path, file: Path) -> None:
    """Show how FILE would be read, block by block, and why. Nothing is stored."""
    from aggregator.cli.checking import check as run  # noqa: PLC0415 (see above)

    run(config, file)


@aggregator.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def doctor(config: Path, *, as_json: bool) -> int:
    """Hold every feed to the standards of its formats, and say which file and article is the cause.

    Exit status 1 where something is invalid; what is only questionable is told.
    """
    from aggregator.cli.doctoring import doctor as run  # noqa: PLC0415 (see above)

    return run(config, as_json=as_json)


@aggregator.command()
@click.argument("entry", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def explain(config: Path, entry: str, *, as_json: bool) -> None:
    """Tell where the article ID comes from, and how it was recognised each time.

    ID is an entry's id as it stands in a feed, or the address of its page.
    """
    from aggregator.cli.explaining import explain as run  # noqa: PLC0415 (see above)

    run(config, entry, as_json=as_json)


@aggregator.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def export(config: Path, directory: Path, *, as_json: bool) -> None:
    """Write the whole site to DIR, for any static host.

    Pages, feeds, archives, OPML, sitemaps and compressed twins, as the service would send them. Only what has changed
    is written, and what is gone is removed.
    """
    from aggregator.cli.exporting import export_site as run  # noqa: PLC0415 (see above)

    run(config, directory, as_json=as_json)


@aggregator.group()
def tokens() -> None:
    """Make, list and revoke the tokens of readers of private feeds."""


@tokens.command("make")
@click.argument("name", callback=_named)
@click.option(
    "--for",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    callback=_patterns,
    help="Open only what this pattern, as in a .gitignore file, covers; may be given several times.",
)
@click.pass_obj
def make_token(config: Path, name: str, patterns: tuple[str, ...]) -> None:
    """Make a token for a reader, and show it this once.

    Without --for it opens everything. NAME is for you, to know it by.
    """
    from aggregator.cli.tokens import make as run  # noqa: PLC0415 (see above)

    run(config, name, patterns)


@tokens.command("list")
@click.pass_obj
def list_tokens(config: Path) -> None:
    """List all tokens by name, with the day of their last use."""
    from aggregator.cli.tokens import list_all as run  # noqa: PLC0415 (see above)

    run(config)


@tokens.command("revoke")
@click.argument("name")
@click.pass_obj
def revoke_token(config: Path, name: str) -> None:
    """Revoke a token, from now on."""
    from aggregator.cli.tokens import revoke as run  # noqa: PLC0415 (see above)

    run(config, name)


def main() -> None:
    """Run the command line; what a user can mend is one line on stderr, without a traceback.

    Exit status 0 where all went well, 1 where it did not, 2 for usage and configuration.
    """
    _set_up_output()
    try:
        status = aggregator.main(standalone_mode=False)
    except (click.UsageError, ConfigurationError) as error:
        _say_what_was_refused(error)
        status = 2
    except click.Abort:
        click.echo("Aborted!", err=True)
        status = 1
    except AggregatorError as error:
        _say(str(error))
        status = 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _say(f"the output cannot be written ({error.strerror})")
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _set_up_output() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    for chatty in ("apscheduler", "watchdog", "filelock"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # where a title has letters that the terminal's encoding lacks
            stream.reconfigure(errors="backslashreplace")


def _say_what_was_refused(error: click.UsageError | ConfigurationError) -> None:
    if isinstance(error, ConfigurationError):
        _say(*error.problems)
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # all of the help: nothing was asked for
    else:
        command = error.ctx.command_path if error.ctx else "aggregator"
        _say(f"{error.format_message().rstrip('.')}; see {command} --help")


def _say(*problems: str) -> None:
    for problem in problems:
        click.echo(f"aggregator: {printable(problem)}", err=True)
