"""Programs that some tests need and not every machine has.

Without one its tests are skipped; where a change is judged (`CI` is set), that is a failure.
"""

import os
import shutil

import pytest

#: As Debian and others call it. Playwright's own browser needs a download.
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
#: What only the administrator is meant to run is not in everybody's path.
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def installed(*names: str) -> str | None:
    """Where the first of these programs is that there is."""
    return next(filter(None, (shutil.which(name, path=PATH) for name in names)), None)


def needed(*names: str) -> str:
    """The same for a test that is nothing without one."""
    found = installed(*names)
    if not found:
        missing = f"none of {', '.join(names)} is installed"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    return found
