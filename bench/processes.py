"""What processes take of the machine, as Linux tells it."""

import os
from pathlib import Path


def children(process: int) -> list[int]:
    """The numbers of those that a process has started."""
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()))


def processor_time(process: int) -> float:
    """Seconds that a process and its children have used."""
    return sum(
        sum(map(int, Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]))
        for each in (process, *children(process))
    ) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> tuple[int, int]:
    """Bytes that a process has in memory: its share (Pss), and with all of what it shares with others (RSS)."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {name: int(size.split()[0]) * 1024 for name, _, size in (line.partition(":") for line in told[1:])}
    return sizes["Pss"], sizes["Rss"]
