"""Visitors of the site that all tests over HTTP share."""

from collections.abc import Iterator

import pytest

from tests.sites import Service
from tests.status.visitor import Visitor


@pytest.fixture
def stranger(service: Service) -> Iterator[Visitor]:
    """Somebody who has not signed in."""
    with Visitor(service.site) as made:
        yield made


@pytest.fixture
def keeper(service: Service) -> Iterator[Visitor]:
    """Somebody who is signed in."""
    with Visitor(service.site) as made:
        assert made.sign_in().status_code == 303
        yield made
