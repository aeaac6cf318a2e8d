"""A base's yearly report: `python -m tests.load.yearly_report --agencies 60`.

Fills a base with agencies, freezes the figures of the year and sets them as PDF. Prints how long each took and fails
when both together take longer than `--seconds`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import time_machine

from tests.conftest import create_tables, make_app
from tests.factories_incubator import NOON
from tests.factories_listings import make_many, make_world
from trainingapp.extensions import db
from trainingapp.incubator.actions.yearly import freeze_year
from trainingapp.incubator.models import IncubationBase
from trainingapp.incubator.papers.yearly import set_year
from trainingapp.web.transactions import writing


def main() -> int:
    """Run and report; 0 when it was in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--out", type=Path, help="where the PDF is kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(NOON, tick=True):
        app = make_app(Path(folder))
        create_tables(app)
        with app.test_request_context():
            found = _measure(asked)
            db.session.remove()
            db.engine.dispose()
        return found


def _measure(asked: argparse.Namespace) -> int:
    world = make_world()
    make_many(world, asked.agencies - 1)
    base = db.session.get_one(IncubationBase, world.base_id)
    head = world.people["head"].id
    begun = time.perf_counter()
    with writing():
        snapshot = freeze_year(base, NOON.year, person_id=head, now=NOON)
        db.session.commit()
    frozen = time.perf_counter()
    body = set_year(snapshot)
    done = time.perf_counter()
    if asked.out:
        asked.out.write_bytes(body)
    agencies = len(snapshot.figures["agencies"])
    sys.stdout.write(
        f"{agencies} agencies: figures {frozen - begun:.2f} s, PDF {done - frozen:.2f} s, "
        f"together {done - begun:.2f} s, {len(body)} bytes\n"
    )
    return 0 if done - begun < asked.seconds else 1


if __name__ == "__main__":
    sys.exit(main())
