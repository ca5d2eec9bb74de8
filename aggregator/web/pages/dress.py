"""What all templates know: the site, the forms of its feeds, and where things are."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup

from aggregator.feed import Site
from aggregator.publishing.feeds import entry_path, history_path, moment
from aggregator.publishing.format import OutputFormat
from aggregator.publishing.subjects import feed_path
from aggregator.publishing.wording import day_in_words, language_in_words


def dress(app: Flask, site: Site, formats: Sequence[OutputFormat]) -> None:
    """Give the application's templates what they have in common."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        site=site,
        formats=formats,
        # Not the whole address, which a visitor by another name for this host would be forbidden to load styles from.
        root=urlsplit(site.url).path,
        feed_path=feed_path,
        entry_path=entry_path,
        history_path=history_path,
    )
    app.jinja_env.filters.update(moment=moment, ago=ago, day_in_words=day_in_words, language_in_words=language_in_words)


@lru_cache(maxsize=256)
def ago(moment: datetime) -> Markup:
    """A moment by its day; a script says how long ago that is, if it is not long.

    Not a macro, which takes ten times as long: a page has up to a hundred of these, and half of them are one scan's.
    """
    exact = moment.isoformat()
    whole = f"{exact[:10]} {exact[11:16]} UTC"
    day = day_in_words(moment)
    return Markup(f'<time dir="ltr" datetime="{exact}" title="{whole}" class="ago">{day}</time>')  # noqa: S704 (digits and months)
