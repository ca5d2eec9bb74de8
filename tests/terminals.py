"""What a command shows."""

import os
import pty
import select
import subprocess

from tests.sites import Site, digest, environment

HOSTILE = "\x1b[31mred\x1b[0m \x07\x08\x9b1m \u202eright-to-left\r\n"
TWO = digest(("Lamp posts return", "They are green."), ("Lamp posts leave", "They were grey."))


def line_of(done: subprocess.CompletedProcess[str]) -> str:
    """The only line of a command that failed."""
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def on_a_terminal(site: Site, *arguments: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603 (our own command)
        site.command(*arguments), stdin=theirs, stdout=theirs, stderr=theirs,
        env=environment(TERM="xterm-256color", COLUMNS="100"), close_fds=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    shown += os.read(ours, 65536)
                except OSError:  # the terminal is closed
                    break
        assert process.wait() == 0
    os.close(ours)
    return shown.decode()
