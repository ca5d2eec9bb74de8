"""From settings to the parts: what each is handed. What scans is handed is in `rules.py`: it takes longer to load."""

import os
import secrets
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

from aggregator import __version__
from aggregator.cli.brief import Brief
from aggregator.config import Settings, load
from aggregator.errors import StoreError
from aggregator.feed import Author, Limits, Site
from aggregator.publishing.access import Patterns
from aggregator.reading.format import ReadingRules
from aggregator.store.place import place_of

#: For how many seconds a feed may be taken from a cache, however seldom scans are: changes are also noticed between.
LONGEST_AGE = 300


def load_settings(config: Path) -> Settings:
    """The settings in force: the file's, with the environment's over them."""
    return load(config, os.environ)


def site_of(settings: Settings) -> Site:
    """What the outside sees."""
    site = settings.site
    author = Author(site.author.name or site.title, site.author.email) if site.author else None
    hubs = settings.websub.hubs if site.access == "public" else ()
    return Site(site.title, site.description, site.url, site.language, author, site.rights, hubs)


def limits_of(settings: Settings) -> Limits:
    """How much a feed shows."""
    return Limits(settings.feed.entries, int(settings.feed.max_bytes))


def brief_of(settings: Settings, token: str) -> Brief:
    """What the web application is told; `token` is what opens its controls."""
    return Brief(
        store=settings.store,
        site=site_of(settings),
        limits=limits_of(settings),
        held_bytes=int(settings.server.held_bytes),
        rescan_token=token,
        max_age=min(int(settings.input.every), LONGEST_AGE),
        closed=settings.site.access == "private",
        private=Patterns(settings.input.private),
        reading=ReadingRules(settings.input.markers),
    )


def presentation_of(settings: Settings) -> bytes:
    """16 bytes that change with whatever shapes every feed, beside the entries themselves."""
    shape = repr((__version__, site_of(settings), limits_of(settings)))
    return blake2b(shape.encode(), digest_size=16).digest()


def rescan_token_of(settings: Settings) -> str:
    """The configured token, or the random one beside the store, made at the first start for its owner's eyes only.

    Raises:
        StoreError: The token can neither be read nor made.
    """
    if settings.server.rescan_token is not None:
        return settings.server.rescan_token.get_secret_value()
    folder = place_of(settings.store).parent
    place = folder / "rescan-token"
    try:
        if place.exists() and (token := place.read_text(encoding="ascii").strip()):
            return token
        token = secrets.token_urlsafe(32)
        # Whole or not at all, and readable to its owner alone from the first moment.
        with NamedTemporaryFile("w", encoding="ascii", dir=folder, prefix=".rescan-token-", delete=False) as file:
            file.write(token + "\n")
        Path(file.name).replace(place)
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{place}: the rescan token cannot be kept ({error}); set server.rescan_token") from error
    return token
