"""How much of a feed fits into its bytes: the oldest entries give way."""

from bisect import bisect_right
from dataclasses import replace
from html import escape

from aggregator.feed import Feed, FeedEntry, Rendered
from aggregator.publishing.format import OutputFormat


def within(feed: Feed, output: OutputFormat, max_bytes: int) -> Rendered:
    """A feed rendered in at most `max_bytes`: the oldest entries give way to `Feed.rest`, the newest stays in any case.

    An entry that would take half of the room alone is shown by its summary; its page has all of it.
    """
    whole = output.render(feed)
    if len(whole.body) <= max_bytes:
        return _fitted(whole, feed)
    short = replace(feed, entries=tuple(shortened(entry, max_bytes) for entry in feed.entries))

    def of(count: int) -> Feed:
        earlier = feed.earlier if count >= len(short.entries) else feed.rest
        return replace(short, entries=short.entries[:count], earlier=earlier)

    counts = range(2, len(short.entries) + 1)
    chosen = of(1 + bisect_right(counts, max_bytes, key=lambda count: len(output.render(of(count)).body)))
    return _fitted(output.render(chosen), chosen)


def shortened(entry: FeedEntry, max_bytes: int) -> FeedEntry:
    """An entry as it is shown where a feed has too many bytes: by its summary, if it would take half of them alone."""
    escaped = escape(entry.content, quote=False).encode()
    return (
        entry
        if len(escaped) <= max_bytes // 2
        else entry._replace(content=f"<p>{escape(entry.summary, quote=False)}</p>")
    )


def _fitted(rendered: Rendered, feed: Feed) -> Rendered:
    left_out = {identifier for identifier, _ in rendered.left_out}
    return replace(rendered, shown=tuple(entry for entry in feed.entries if entry.id not in left_out))
