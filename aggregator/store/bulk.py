"""Thousands of rows at the driver's own speed."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, insert


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: list[tuple[object, ...]], *, free: bool = False
) -> int:
    """Insert rows of values for `columns`, which are named in the table's order: how many were inserted.

    With `free`, those are left out that have what another row has and only one may have.
    SQLAlchemy writes the statement, but does not look at each row: for the entries of a first scan, that takes
    longer than inserting them.
    """
    inserting = insert(table).prefix_with("OR IGNORE") if free else insert(table)
    statement = inserting.compile(dialect=connection.dialect, column_keys=list(columns))
    return connection.exec_driver_sql(str(statement), rows).rowcount
