"""A program that is missing never makes a test pass."""

import pytest

from tests.programs import installed, needed


def test_where_a_change_is_judged_a_missing_program_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="none of no-browser, no-other is installed"):
        needed("no-browser", "no-other")


def test_elsewhere_it_is_a_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="none of no-browser is installed"):
        needed("no-browser")


def test_the_first_that_is_there_is_taken() -> None:
    assert needed("no-browser", "sh", "env") == installed("sh")
