"""What may go out: no document that its own standard calls invalid, and no article withheld for another's sake."""

from collections.abc import Callable
from dataclasses import replace

from aggregator.errors import RenderingError
from aggregator.feed import Feed, Rendered
from aggregator.publishing.doctor import check, invalid


def sound(feed: Feed, media_type: str, render: Callable[[Feed], Rendered]) -> Rendered:
    """What `render` makes of a feed, without the entries that alone would make it invalid.

    Raises:
        RenderingError: It is invalid as a whole, or nothing would be left of it; the message is the first finding.
    """
    rendered = render(feed)
    if rendered.vouched:
        return rendered
    faults = invalid(check(media_type, rendered.body))
    if not faults:
        return rendered
    reasons = {fault.entry_id: f"{fault.reason} ({fault.section})" for fault in reversed(faults)}
    kept = tuple(entry for entry in feed.entries if entry.id not in reasons)
    if kept and None not in reasons:
        spared = render(replace(feed, entries=kept))
        if not invalid(check(media_type, spared.body)):
            left_out = ((entry.id, reasons[entry.id]) for entry in feed.entries if entry.id in reasons)
            return replace(spared, left_out=(*spared.left_out, *left_out))
    raise RenderingError(f"{feed.address} as {media_type} would be invalid: {faults[0]}")


def checked(body: bytes, media_type: str) -> bytes:
    """The same document, which is found to be valid.

    Raises:
        RenderingError: It is not; the message is the first finding.
    """
    if faults := invalid(check(media_type, body)):
        raise RenderingError(f"a document of {media_type} would be invalid: {faults[0]}")
    return body
