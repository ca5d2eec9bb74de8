"""Where a store lies."""

from pathlib import Path

from aggregator.errors import StoreError


def place_of(url: str) -> Path:
    """The file of a store, in a folder that is made where there is none.

    `url` is `sqlite:///` and an absolute path: `sqlite:////srv/aggregator.db`.

    Raises:
        StoreError: The folder cannot be made.
    """
    place = Path(url.removeprefix("sqlite:///"))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{place.parent}: the store's folder cannot be made ({error.strerror}); set store") from error
    return place
