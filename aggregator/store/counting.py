"""How many articles bear each tag, kept by triggers: they miss nothing that shows or hides an article, or tags it anew.

What makes a source private, or public again, is left to `tags.recount`: a trigger would look at each of its tags.
"""

from sqlalchemy import DDL, event

from aggregator.store.schema import METADATA

_PUBLIC = "{side}.source NOT IN (SELECT row FROM sources WHERE private != 0)"
_TAGGED = """
CREATE TRIGGER tagged_{act} AFTER {act} ON tagged
WHEN EXISTS (SELECT 1 FROM entries AS it WHERE it.row = {side}.entry AND it.withdrawn IS NULL AND {public})
BEGIN
    UPDATE tags SET articles = articles {sign} 1 WHERE row = {side}.tag;
END
"""
_MOVED = """
CREATE TRIGGER entries_moved AFTER UPDATE OF withdrawn, source ON entries
WHEN (OLD.withdrawn IS NULL) != (NEW.withdrawn IS NULL) OR OLD.source != NEW.source
BEGIN
    UPDATE tags SET articles = articles - 1
    WHERE OLD.withdrawn IS NULL AND {was_public} AND row IN (SELECT tag FROM tagged WHERE entry = OLD.row);
    UPDATE tags SET articles = articles + 1
    WHERE NEW.withdrawn IS NULL AND {is_public} AND row IN (SELECT tag FROM tagged WHERE entry = NEW.row);
END
"""

TRIGGERS = tuple(
    DDL(statement)  # type: ignore[no-untyped-call]
    for statement in (
        _TAGGED.format(act="insert", side="NEW", sign="+", public=_PUBLIC.format(side="it")),
        _TAGGED.format(act="delete", side="OLD", sign="-", public=_PUBLIC.format(side="it")),
        _MOVED.format(was_public=_PUBLIC.format(side="OLD"), is_public=_PUBLIC.format(side="NEW")),
    )
)
for trigger in TRIGGERS:
    event.listen(METADATA, "after_create", trigger)
