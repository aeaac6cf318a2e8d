"""Steps told while they run, so that nobody looks at a silent screen for longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

PATIENCE_SECONDS = 1.0


@contextmanager
def step(label: str) -> Iterator[None]:
    """Say what is being done when it takes longer than a second, and how long it took in the end.

    On a terminal the line counts the seconds; elsewhere it is written at the start and at the end.
    """
    started = time.monotonic()
    ended = threading.Event()
    teller = threading.Thread(target=_tell, args=(label, started, ended), daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()
        seconds = time.monotonic() - started
        if seconds >= PATIENCE_SECONDS:
            _write(f"  {label} … {seconds:.1f} s", is_last=True)


def _tell(label: str, started: float, ended: threading.Event) -> None:
    while not ended.wait(PATIENCE_SECONDS):
        _write(f"  {label} … {time.monotonic() - started:.0f} s", is_last=False)
        if not sys.stdout.isatty():
            return


def _write(line: str, *, is_last: bool) -> None:
    if sys.stdout.isatty():
        click.echo(f"\r\033[K{line}", nl=is_last)
    else:
        click.echo(line)
