"""A process that reads files for another one: `python -m aggregator.update.beside`, asked and answered through pipes.

    standard input    (rules, key), then parcels: lists of tasks
    standard output   for each parcel the list of what became of its files

It knows neither SQL nor commands, and takes a quarter of the memory of whoever asks.
"""

import gc
import os
import pickle
import sys
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from aggregator.update.readings import read_files


def main() -> None:
    """Read what is asked for, until nobody asks any longer."""
    gc.disable()  # values alone are made here, and none that hold one another
    parcels: SimpleQueue[Any] = SimpleQueue()
    answers: SimpleQueue[bytes] = SimpleQueue()
    # Beside the reading: neither may the asker wait until there is room in a pipe, nor this process until it is asked.
    Thread(target=_take, args=(sys.stdin.buffer, parcels), daemon=True).start()
    Thread(target=_answer, args=(sys.stdout.buffer, answers), daemon=True).start()
    rules, key = parcels.get()
    while True:
        answers.put(pickle.dumps(read_files(parcels.get(), rules, key), pickle.HIGHEST_PROTOCOL))


def _take(asker: BinaryIO, parcels: SimpleQueue[Any]) -> None:
    try:
        while True:
            parcels.put(pickle.load(asker))  # noqa: S301 (the process that started this one)
    finally:
        os._exit(1)  # nobody asks any longer


def _answer(asker: BinaryIO, answers: SimpleQueue[bytes]) -> None:
    try:
        while True:
            asker.write(answers.get())
            asker.flush()
    finally:
        os._exit(1)  # nobody asks any longer


if __name__ == "__main__":
    main()
