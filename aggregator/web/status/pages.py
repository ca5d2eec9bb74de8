"""What the pages below `/status` have in common: how they are made, where they lead, what a form may send."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from aggregator.feed import Site
from aggregator.publishing.format import OutputFormat
from aggregator.web.status.session import FORM_FIELD, Sessions

#: That of their words, whichever the site's is.
LANGUAGE = "en"
#: What a form has around what it sends, in bytes: the fields' names, the boundaries between them.
AROUND = 10_000


class Pages(NamedTuple):
    """Makes pages for who is signed in; each names the site's feed in these formats."""

    site: Site
    sessions: Sessions
    formats: Sequence[OutputFormat]
    has_preview: bool

    def show(self, template: str, status: int = 200, **values: object) -> Response:
        """A page of a template."""
        bearing = {"form_field": FORM_FIELD, "form_token": self.sessions.form_token(), "language": LANGUAGE}
        page = render_template(
            template, site=self.site, formats=self.formats, has_preview=self.has_preview, **bearing, **values
        )  # fmt: skip
        return Response(page, status, mimetype="text/html")

    def lead_to(self, address: str) -> AnyResponse:
        """On to another page, of this host by whichever name it was reached: the cookie is for that name."""
        return redirect(urlsplit(self.site.url).path + address, 303)


def bound_form(size: int = 0) -> None:
    """Let the form under way have so many bytes, and no more; to be called before anybody looks into it."""
    request.max_content_length = request.max_form_memory_size = size + AROUND
