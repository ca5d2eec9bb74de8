"""Not measured yet."""

from bench.table import Row


def rows(*, quick: bool) -> list[Row]:  # noqa: ARG001 (the same for every group)
    """None yet."""
    return []
