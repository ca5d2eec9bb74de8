"""What every output format owes, whichever it is."""

import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest

from aggregator.errors import RenderingError
from aggregator.publishing.format import OutputFormat, discover
from tests.publishing.samples import ENTRIES, FEED

FORMATS = discover()

every_format = pytest.mark.parametrize("output", FORMATS.values(), ids=FORMATS.keys())


def test_the_formats_are_rss_atom_and_json() -> None:
    assert {suffix: (output.media_type, output.label) for suffix, output in FORMATS.items()} == {
        "rss": ("application/rss+xml", "RSS"),
        "atom": ("application/atom+xml", "Atom"),
        "json": ("application/feed+json", "JSON Feed"),
    }


@every_format
def test_is_utf8_without_a_byte_order_mark(output: OutputFormat) -> None:
    body = output.render(FEED).body
    assert not body.startswith("\ufeff".encode())
    assert "خبر عاجل: القمر 🌕 𝔄".encode() in body


@every_format
def test_nothing_is_left_out_of_a_good_feed(output: OutputFormat) -> None:
    assert output.render(FEED).left_out == ()


@every_format
def test_an_entry_that_cannot_be_written_is_left_out_and_reported(output: OutputFormat) -> None:
    title = ENTRIES[0]._replace(id="urn:uuid:title", title="\ud800")
    content = ENTRIES[0]._replace(id="urn:uuid:content", content="<p>\udfff</p>")
    rendered = output.render(replace(FEED, entries=(title, *ENTRIES, content)))
    assert rendered.body == output.render(FEED).body
    assert [entry_id for entry_id, _ in rendered.left_out] == ["urn:uuid:title", "urn:uuid:content"]
    assert all(reason and "\n" not in reason for _, reason in rendered.left_out)


@every_format
def test_a_feed_that_cannot_be_written_even_without_entries_is_refused(output: OutputFormat) -> None:
    with pytest.raises(RenderingError, match=f"{output.label}.*/feeds/news") as caught:
        output.render(replace(FEED, title="\ud800"))
    assert isinstance(caught.value.__cause__, ValueError)


@every_format
def test_the_moment_of_rendering_leaves_no_trace(output: OutputFormat) -> None:
    then = datetime(1999, 12, 31, tzinfo=UTC)
    entries = tuple(entry._replace(published=then, updated=then) for entry in ENTRIES)
    feed = replace(FEED, rights=None, updated=then, entries=entries)
    assert f"{datetime.now(UTC):%Y}".encode() not in output.render(feed).body


@every_format
def test_every_process_writes_the_same_bytes(output: OutputFormat) -> None:
    program = (
        "import locale, sys; locale.setlocale(locale.LC_ALL, '');"
        "from aggregator.publishing.format import discover; from tests.publishing.samples import FEED;"
        f"sys.stdout.buffer.write(discover()[{output.suffix!r}].render(FEED).body)"
    )
    for seed, zone, language in [("1", "Asia/Kathmandu", "C"), ("2", "America/St_Johns", "C.UTF-8")]:
        elsewhere = subprocess.run(  # noqa: S603 (our own interpreter and program)
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        )
        assert elsewhere.stdout == output.render(FEED).body


@pytest.fixture
def utf8_locale() -> Iterator[str]:
    before = locale.setlocale(locale.LC_ALL)
    yield locale.setlocale(locale.LC_ALL, "C.UTF-8")
    locale.setlocale(locale.LC_ALL, before)


@pytest.fixture
def _restless_threads() -> Iterator[None]:
    """Threads that take turns so often that a race of a few instructions is lost in each run."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_restless_threads")
def test_eight_threads_write_the_same_bytes_and_never_see_another_locale(utf8_locale: str) -> None:
    expected = {output.suffix: output.render(FEED).body for output in FORMATS.values()}

    def render_often(_: int) -> set[tuple[bool, str]]:
        return {
            (output.render(FEED).body == expected[output.suffix], locale.setlocale(locale.LC_ALL))
            for _ in range(50)
            for output in FORMATS.values()
        }

    with ThreadPoolExecutor(8) as threads:
        seen = set().union(*threads.map(render_often, range(8)))
    assert seen == {(True, utf8_locale)}


@every_format
def test_rendering_never_asks_for_the_locale(output: OutputFormat) -> None:
    asked = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is locale.setlocale.__code__:
            asked.append(frame.f_back)

    sys.setprofile(watch)
    try:
        output.render(FEED)
    finally:
        sys.setprofile(None)
    assert not asked
