"""A registrar's sheet: `python -m tests.load.registrar --rows 5000`.

Sends one sheet in which every kind of error stands many times to the application, looks at what is found, loads the
sound rows, and takes them back. Fails when the check takes longer than `--seconds`, or finds other than was put in.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests import services
from tests.conftest import create_tables, make_app
from tests.factories_graduates import Office, get_batch, load, make_office, rows_of
from tests.graduates import TODAY, WRONG, make_book, make_graduate, wrong_rows
from trainingapp.credentials.actions.batches import File, check_sheet
from trainingapp.credentials.actions.withdrawing import undo_batch
from trainingapp.credentials.queries.batches import lock_batch
from trainingapp.credentials.sheets.judging import read_entry
from trainingapp.credentials.sheets.reading import read_sheet
from trainingapp.extensions import db
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing


def make_rows(count: int) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Rows of which every second block holds one row for each error; how often each error is put in."""
    rows: list[dict[str, Any]] = []
    put: Counter[str] = Counter()
    while len(rows) < count:
        block = wrong_rows(first=len(rows) + 1)
        if len(rows) + 2 * len(block) <= count:
            rows += block.values()
            put.update(block.keys())
        rows += [make_graduate(len(rows) + 1 + place) for place in range(len(block))]
    return rows[:count], put


def main() -> int:
    """Run and report; 0 when all was found in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not options.postgres:
            return run(Path(folder), "", options)
        with services.postgres() as url:
            return run(Path(folder), url, options)


def run(folder: Path, url: str, options: argparse.Namespace) -> int:
    """One sheet through its whole life."""
    app = make_app(folder, url)
    create_tables(app)
    rows, put = make_rows(options.rows)
    data = make_book(rows)
    say(
        f"{len(rows)} rows, {len(put)} kinds of errors, {sum(put.values())} wrong rows, {len(data)} bytes"
    )
    with app.app_context():
        office = make_office()
        started = time.perf_counter()
        batch = check(office, data)
        seconds = time.perf_counter() - started
        found = Counter(
            finding.code
            for _row, finding in map(read_entry, get_batch(batch).findings)
            if finding.is_error
        )
        kept = get_batch(batch)
        say(
            f"checked in {seconds:.1f} s: {sum(found.values())} errors, {kept.sound_count} sound rows"
        )
        db.session.rollback()
        timed("loaded", lambda: load(office, batch))
        say(f"papers loaded: {len(rows_of(batch))}")
        db.session.rollback()
        timed("taken back", lambda: undo(office, batch))
        is_right = found == put and seconds < options.seconds
        db.session.remove()
        db.engine.dispose()
    for code in sorted((put - found) | (found - put)):
        say(f"DIFFERENT {code}: put in {put[code]}, found {found[code]}")
    say("RIGHT" if is_right else "WRONG")
    return 0 if is_right and set(put) == set(WRONG) else 1


def check(office: Office, data: bytes) -> int:
    """Read and check the sheet as the page does."""
    file = File("graduates.xlsx", hashlib.sha256(data).hexdigest(), read_sheet(data, "g.xlsx"))
    with writing():
        batch = check_sheet(
            office.university.id, file, maker_id=office.registrar.id, today=TODAY, now=now()
        )
        number = batch.id
        db.session.commit()
        db.session.remove()
    return number


def undo(office: Office, batch: int) -> None:
    """Take everything back."""
    with writing():
        undo_batch(lock_batch(batch, None), actor_id=office.registrar.id, now=now())
        db.session.commit()
        db.session.remove()


def timed(word: str, act: Any) -> None:
    """Do something and tell how long it took."""
    started = time.perf_counter()
    act()
    say(f"{word} in {time.perf_counter() - started:.1f} s")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
