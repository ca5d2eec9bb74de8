"""How a file would be read if it lay in the folder. Nothing is stored, and nothing is known of what is there."""

from aggregator.editing.normalise import normalise, with_own_links
from aggregator.errors import ReadingError
from aggregator.model import Preview
from aggregator.reading.decode import decode
from aggregator.reading.excerpt import excerpt
from aggregator.reading.filename import read_name
from aggregator.reading.format import ReadingRules, choose
from aggregator.report import Failure
from aggregator.update.readings import language_of


def preview(name: str, content: bytes, rules: ReadingRules) -> Preview | Failure:
    """What becomes of a file of this name with these bytes, articles or the reason why there are none."""
    try:
        decoded = decode(content)
        chosen = choose(name, decoded.text, rules)
    except ReadingError as error:
        return Failure(name, error.line, error.reason, excerpt(content, error.line))
    parsed = chosen.parse(decoded.text, rules)
    candidates = with_own_links(map(normalise, parsed.articles))
    return Preview(
        format=parsed.format,
        encoding=decoded.encoding,
        language=language_of(candidates),
        named_date=read_name(name).date,
        articles=tuple(zip(parsed.articles, candidates, strict=True)),
        remarks=tuple(sorted([*parsed.notes, *chosen.remarks(decoded.text, rules)])),
    )
