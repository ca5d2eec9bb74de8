"""Names of months and weekdays as the Unicode CLDR has them, through Babel, for `aggregator/reading/calendar.json`.

    python -m tests.reading.calendars       writes that file anew

CLDR is © Unicode, Inc., under the Unicode License v3, which wants to go with it (`LICENSE.unicode`).
"""

import json
from itertools import product
from pathlib import Path
from typing import Final

from babel import Locale

from aggregator.reading import dateline

FILE: Final = Path(dateline.__file__).with_name("calendar.json")

# British "Sept", Austrian "Jänner" and the months of Iraq and Algeria are not what their languages mostly say.
LOCALES: Final = (
    *("en", "en_GB", "fr", "de", "de_AT", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ru", "uk"),
    *("bg", "ro", "hu", "tr", "el", "ar", "ar_IQ", "ar_DZ", "fa", "he", "hi", "id"),
)


def names() -> dict[str, str]:
    """What each name says, as date lines are compared: `3` for March, `w` for a weekday, `3w` for "mar"."""
    months: dict[str, int] = {}
    weekdays: set[str] = set()
    for locale in map(Locale.parse, LOCALES):
        for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
            for month, name in locale.months[context][width].items():
                # Hebrew writes "in March" in one word.
                for form in (name, f"ב{name}") if locale.language == "he" else (name,):
                    months[dateline.normal(form)] = month
            weekdays.update(map(dateline.normal, locale.days[context][width].values()))
    return {name: f"{months.get(name, '')}{'w' * (name in weekdays)}" for name in sorted(months.keys() | weekdays)}


if __name__ == "__main__":
    FILE.write_text(json.dumps(names(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
