"""`/status/preview`: how a text or a file would be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from aggregator.model import Preview
from aggregator.report import Failure
from aggregator.web.routing import Address
from aggregator.web.status.pages import AROUND, Pages, bound_form

#: What it may have, in bytes; and how many articles and remarks are shown, at most.
LARGEST, SHOWN = 1_000_000, 100
#: So many bytes of what is too large are taken and thrown away, at most.
DISCARDED = 16_000_000
#: The name of a text that was pasted without one.
UNNAMED = "pasted.txt"

#: How a file of this name with these bytes would be read.
Previewing = Callable[[str, bytes], Preview | Failure]


def preview_addresses(pages: Pages, previewing: Previewing) -> Iterator[Address]:
    """The form and its answer, below `/status`."""
    trying = Trying(pages, previewing)
    yield Address("/preview", trying.preview_page)
    yield Address("/preview", trying.preview, "POST")


@dataclass(frozen=True, slots=True)
class Trying:
    """Shows how a text would be read."""

    pages: Pages
    previewing: Previewing

    def preview_page(self) -> Response:
        """The form."""
        return self._show("", "", None)

    def preview(self) -> Response:
        """How what the form sends would be read."""
        bound_form(LARGEST)
        _refuse_too_much()
        self.pages.sessions.refuse_forgery()
        name, text, content = _sent()
        return self._show(name, text, self.previewing(name, content))

    def _show(self, name: str, text: str, found: Preview | Failure | None) -> Response:
        failure, preview = (found, None) if isinstance(found, Failure) else (None, found)
        return self.pages.show(
            "status_preview.html", name=name, text=text, failure=failure, preview=preview, shown=SHOWN
        )


def _refuse_too_much() -> None:
    """Refuse what is too large, once it is there.

    A browser that is answered while it sends shows a broken connection instead of the answer.

    Raises:
        RequestEntityTooLarge: It is.
    """
    size = request.content_length or 0
    if size <= LARGEST + AROUND:
        return
    stream, left = request.environ["wsgi.input"], min(size, DISCARDED)
    while left > 0 and (piece := stream.read(min(left, 65_536))):
        left -= len(piece)
    raise RequestEntityTooLarge("This is more than 1 MB, which is more than is shown here.")


def _sent() -> tuple[str, str, bytes]:
    """The name of what was sent, its text as it was pasted, and its bytes.

    Raises:
        BadRequest: Nothing was.
    """
    name, text = request.form.get("name", "").strip(), request.form.get("text", "")
    file = request.files.get("file")
    if file and file.filename:
        return name or file.filename, "", file.read()
    if not text.strip():
        raise BadRequest("Paste a text, or choose a file.")
    return name or UNNAMED, text, text.encode("utf-8", "replace")
