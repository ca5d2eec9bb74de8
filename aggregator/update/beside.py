"""A process that reads files for another one: `python -m aggregator.update.beside`, asked and answered through pipes.

    standard input    (rules, key), then parcels: lists of tasks
    standard output   for each parcel the list of what became of its files

It knows neither SQL nor commands, and takes a quarter of the memory of whoever asks.
"""

import gc
import os
import pickle
import sys
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from aggregator.update.readings import read_file


def main() -> None:
    """Read what is asked for, until nobody asks any longer."""
    gc.disable()  # values alone are made here, and none that hold one another
    answers: SimpleQueue[bytes] = SimpleQueue()
    # Beside the reading: parcels are taken whether or not the asker takes what became of the last.
    Thread(target=_answer, args=(sys.stdout.buffer, answers), daemon=True).start()
    with suppress(EOFError):
        asked = partial(pickle.load, sys.stdin.buffer)
        rules, key = asked()
        while True:
            outcomes = [read_file(task, rules, key) for task in asked()]
            answers.put(pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL))


def _answer(asker: BinaryIO, answers: SimpleQueue[bytes]) -> None:
    try:
        while True:
            asker.write(answers.get())
            asker.flush()
    finally:
        os._exit(1)  # nobody asks any longer


if __name__ == "__main__":
    main()
