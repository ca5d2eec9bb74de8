import pytest
from flask.testing import FlaskClient

from aggregator.feed import Limits
from tests.archives.waves import WINDOW
from tests.scanner import Scanner
from tests.webs import client_of


@pytest.fixture
def small(scanner: Scanner) -> Scanner:
    scanner.window = WINDOW
    return scanner


@pytest.fixture
def client(small: Scanner) -> FlaskClient:
    return client_of(small.store, Limits(WINDOW, 512_000))
