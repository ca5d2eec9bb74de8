"""`aggregator export`: the whole site as files."""

import json
import secrets
import time
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

import click

import aggregator
from aggregator.cli.application import application_of
from aggregator.cli.printable import printable
from aggregator.cli.progress import steps
from aggregator.cli.rules import scan_rules_of
from aggregator.cli.wiring import brief_of, load_settings, presentation_of, site_of
from aggregator.config import Settings
from aggregator.errors import ExportError
from aggregator.publishing.export import Exported, export, stamp_of
from aggregator.publishing.export.addresses import addresses
from aggregator.publishing.export.folder import Folder
from aggregator.publishing.format import discover
from aggregator.store import scans, state
from aggregator.store.database import Store, open_store
from aggregator.update.privacy import settle_privacy
from aggregator.web.asking import Asker, static_paths


def export_site(config: Path, place: Path, *, as_json: bool) -> None:
    """Write the site to the folder at a place, and print what that changed there.

    Raises:
        ExportError: There is nothing to be written, or the folder cannot be written to.
    """
    settings = load_settings(config)
    if settings.site.access == "private":
        raise ExportError(
            "site.access: nothing of this site is for everybody, and files know no tokens; set it to public"
        )
    if place.resolve().is_relative_to(settings.input.folder.resolve()):
        raise ExportError(f"{place}: lies in the input folder, where it would be read; export to another one")
    begun = time.monotonic()
    with open_store(settings.store) as store:
        _settle(store, settings)
        with Folder.opened(place) as folder:
            exported = _exported(store, settings, folder)
    seconds = round(time.monotonic() - begun, 3)
    click.echo(json.dumps(_as_json(exported, seconds)) if as_json else _told(exported, seconds))


def _settle(store: Store, settings: Settings) -> None:
    """Have the store show what the settings in force have it show, as a start of the service does."""
    rules, now = scan_rules_of(settings), int(time.time())
    with store.reading() as transaction:
        if not scans.done(transaction):
            raise ExportError("nothing has been scanned yet, so there is nothing to export; run aggregator scan")
    with store.writing() as transaction:
        state.present(transaction, presentation_of(settings), now)
    settle_privacy(store, rules.private, rules.topics, now)


def _exported(store: Store, settings: Settings, folder: Folder) -> Exported:
    site = site_of(settings)
    with store.reading() as transaction:
        stamp = stamp_of(transaction, presentation_of(settings) + _program())
    if folder.is_as_of(stamp):
        return Exported(0, folder.unchanged, 0, folder.left_out)
    # The token opens nothing here: it is forgotten with this process.
    application = application_of(brief_of(settings, secrets.token_urlsafe(32)), store)
    with store.reading() as transaction:
        wanted = list(addresses(transaction, site, discover(), static_paths(application)))
    with steps("Exporting", len(wanted), "addresses") as step:
        return export(wanted, Asker(application), folder, urlsplit(site.url).path, stamp, step)


def _program() -> bytes:
    """16 bytes that change with the program itself, which may show the same store in another way."""
    root = Path(aggregator.__file__).parent
    files = sorted(file for file in root.rglob("*") if file.is_file() and file.suffix != ".pyc")
    seen = [(str(file), (found := file.stat()).st_size, found.st_mtime_ns) for file in files]
    return blake2b(repr(seen).encode(), digest_size=16).digest()


def _told(exported: Exported, seconds: float) -> str:
    counted = f"Files: {exported.written} written, {exported.unchanged} unchanged, {exported.removed} removed"
    lines = [f"{counted} · {seconds:.2f} s"]
    lines += [f"Left out: {each.path}: {each.reason}" for each in exported.left_out]
    return "\n".join(map(printable, lines))


def _as_json(exported: Exported, seconds: float) -> dict[str, object]:
    return {
        "files": {"written": exported.written, "unchanged": exported.unchanged, "removed": exported.removed},
        "left_out": [each._asdict() for each in exported.left_out],
        "seconds": seconds,
    }
