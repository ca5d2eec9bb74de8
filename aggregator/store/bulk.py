"""Thousands of rows at the driver's own speed."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, insert


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: list[tuple[object, ...]]) -> None:
    """Insert rows of values for `columns`, which are named in the table's order.

    SQLAlchemy writes the statement, but does not look at each row: for the entries of a first scan, that takes
    longer than inserting them.
    """
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    connection.exec_driver_sql(str(statement), rows)
