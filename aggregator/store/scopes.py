"""Scopes as conditions on entries, and which article stands for those of several sources that are the same."""

from sqlalchemy import ColumnElement, FromClause, Integer, Select, and_, bindparam, exists, not_, or_, select

from aggregator.model import Scope
from aggregator.store.schema import ENTRIES, PRIVATE, SOURCES, TAGGED
from aggregator.store.words import latest, matching, shape, sought

_OTHER = ENTRIES.alias("other")
_LYING = SOURCES.alias("lying")
_BORNE = TAGGED.alias("borne")


def kind(scope: Scope) -> Scope:
    """What scopes have in common that are asked about by the same statement, with `values` of their own.

    To put a statement together takes longer than to carry it out.
    """
    return Scope(
        scope.source and 1,
        scope.folder and "folder",
        scope.tag and 1,
        None if scope.query is None else shape(scope.query),
    )


def values(scope: Scope) -> dict[str, object]:
    """What a scope's statement is given."""
    given: dict[str, object] = {"of_source": scope.source, "of_tag": scope.tag}
    if scope.folder is not None:
        given |= {"of_folder": scope.folder, **_range(scope.folder)}
    if scope.query is not None:
        given |= sought(scope.query)
    return given


def within(scope: Scope, entries: FromClause = ENTRIES) -> list[ColumnElement[bool]]:
    """What holds for the entries of a scope: of a private source there are none but in its own.

    Each entry is looked up: a list of all sources of a folder, or of all entries with a tag, may be one of a million.
    """
    conditions = [public(entries) if scope.source is None else entries.c.source == bindparam("of_source", scope.source)]
    if scope.folder is not None:
        lying = exists().where(_LYING.c.row == entries.c.source, *below(scope.folder, _LYING))
        conditions.append(lying.correlate(entries))
    if scope.tag is not None:
        borne = select(_BORNE.c.tag).where(_BORNE.c.entry == entries.c.row).correlate(entries)
        conditions.append(bindparam("of_tag", scope.tag, Integer).in_(borne))
    if scope.query is not None:
        conditions.append(matching(scope.query, entries))
    return conditions


def public(entries: FromClause = ENTRIES) -> ColumnElement[bool]:
    """What holds for the entries that everybody may read."""
    return entries.c.source.not_in(select(SOURCES.c.row).where(PRIVATE))


def below(folder: str, sources: FromClause = SOURCES) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What holds for the sources whose names begin with a folder: a range of the index."""
    first, end = _range(folder).values()
    return sources.c.name >= bindparam("folder_from", first), sources.c.name < bindparam("folder_to", end)


def _range(folder: str) -> dict[str, str]:
    return {"folder_from": f"{folder}/", "folder_to": f"{folder}0"}  # `0` follows `/`


def shown(scope: Scope, found: Select[int] | None = None) -> list[ColumnElement[bool]]:
    """What holds for the entries that a feed shows: published, and in a feed of many sources each article once.

    Of those that tell one story it is the first one seen, or else the next that is there. Of a query's it is the
    latest, or those `found` otherwise.
    """
    conditions = [ENTRIES.c.withdrawn.is_(None), *candidates(scope, found)]
    return conditions if scope.source is not None else [*conditions, first_told(scope)]


def first_told(scope: Scope) -> ColumnElement[bool]:
    """What holds for the entries of a scope that no other one stands for in a feed of many sources."""
    told = exists().where(_tells(), _goes_before(), _OTHER.c.withdrawn.is_(None), *within(scope, _OTHER))
    return or_(ENTRIES.c.story.is_(None), not_(told))


def candidates(scope: Scope, found: Select[int] | None = None) -> list[ColumnElement[bool]]:
    """What holds for the entries of a scope, withdrawn ones too; of a query's the latest, or those `found` otherwise.

    They are found all at once: to look each entry up takes a moment for every word, and many may have been withdrawn.
    """
    found = found if found is not None or scope.query is None else latest(scope.query)
    return within(scope) if found is None else [ENTRIES.c.row.in_(found), *within(scope._replace(query=None))]


def over(scope: Scope) -> ColumnElement[bool]:
    """What holds for withdrawn entries that no other one stands for in a feed of many sources."""
    told = exists().where(_tells(), _OTHER.c.withdrawn.is_(None), *within(scope, _OTHER))
    # The story's id is the first one's that everybody may read, whatever became of it.
    preceded = exists().where(_tells(), _goes_before(), public(_OTHER))
    return or_(ENTRIES.c.story.is_(None), and_(not_(preceded), not_(told)))


def _tells() -> ColumnElement[bool]:
    """Another entry tells the same story."""
    return and_(_OTHER.c.story == ENTRIES.c.story, _OTHER.c.story.is_not(None))


def _goes_before() -> ColumnElement[bool]:
    """Another entry of the story comes before this one: the first of all, or one that was seen earlier."""
    earlier = or_(_OTHER.c.row == ENTRIES.c.story, _OTHER.c.row < ENTRIES.c.row)
    return and_(ENTRIES.c.row != ENTRIES.c.story, earlier)
