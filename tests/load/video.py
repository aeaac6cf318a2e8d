"""A film to learners beside the same film from Flask's send_file: `python -m tests.load.video --megabytes 100`.

One threaded werkzeug server sends both: ours through sign-in, enrolment and the file's own check, the other bare. By
turns the whole film and ranges as players ask for them.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import socket
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from flask import Flask, current_app, send_file
from flask.typing import ResponseReturnValue
from werkzeug.serving import run_simple

from tests.conftest import create_tables, make_app
from tests.courses.boxes import mp4
from tests.courses.films import make_film, watch
from tests.factories_accounts import make_user
from trainingapp.extensions import db
from trainingapp.files.storage import key_of
from trainingapp.web.access import public

MB = 1024 * 1024
BARE = "film.mp4"


def main() -> int:
    """Serve, measure, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        create_tables(app)
        address, cookie, size = prepare(app, megabytes=options.megabytes)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, port))
        server.start()
        try:
            wait_for(port)
            compare(port, address, cookie, size=size, rounds=options.rounds)
        finally:
            server.terminate()
            server.join()
    return 0


def bare() -> ResponseReturnValue:
    """The same bytes as Flask sends them, to anybody."""
    path = current_app.config["SETTINGS"].data / BARE
    return send_file(path, mimetype="video/mp4", conditional=True)


def prepare(app: Flask, *, megabytes: int) -> tuple[str, str, int]:
    """A learner of a film; its address, their cookie, its size."""
    app.config["MAX_CONTENT_LENGTH"] = (megabytes + 8) * MB
    film_bytes = mp4(600, size=0) + Random(1).randbytes(megabytes * MB)
    with app.app_context():
        film = make_film(app, media=film_bytes)
        client = watch(app, film, make_user())
        cookie = client.get_cookie("session")
        assert cookie is not None
        stored = db.session.execute(
            db.text("SELECT sha256, size FROM stored_file ORDER BY size DESC")
        ).first()
        assert stored is not None
        path = app.config["SETTINGS"].data / "files" / key_of(stored[0])
        db.session.remove()
        db.engine.dispose()
        (app.config["SETTINGS"].data / BARE).symlink_to(path)
    return f"{film.page}/files/media", f"{cookie.key}={cookie.value}", int(stored[1])


def serve(folder: str, port: int) -> None:
    """The server, in a process of its own on the same data."""
    app = make_app(Path(folder))
    app.add_url_rule("/bare", view_func=public(bare))
    run_simple("127.0.0.1", port, app, threaded=True)


def wait_for(port: int) -> None:
    """Until the server listens."""
    for _try in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def compare(port: int, address: str, cookie: str, *, size: int, rounds: int) -> None:
    """Megabytes a second of both, for each way of asking; the best of some rounds by turns."""
    pieces = [(start, min(start + MB, size) - 1) for start in range(0, size, 2 * MB)]
    for name, ranges in (("whole film", [(0, size - 1)]), ("ranges of 1 MB", pieces)):
        best = dict.fromkeys((address, "/bare"), 0.0)
        for _round in range(rounds):
            for path in best:
                best[path] = max(best[path], fetch(port, path, cookie, ranges))
        ours, bare = best[address], best["/bare"]
        sys.stdout.write(
            f"{name}: {ours:.0f} MB/s, Flask's send_file {bare:.0f} MB/s, {ours / bare:.2f}\n"
        )


def fetch(port: int, path: str, cookie: str, ranges: list[tuple[int, int]]) -> float:
    """Ask for these ranges one after the other; megabytes a second."""
    started, count = time.perf_counter(), 0
    for start, end in ranges:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        asked = {"Host": "localhost", "Cookie": cookie, "Range": f"bytes={start}-{end}"}
        line.request("GET", path, headers=asked)
        answer = line.getresponse()
        assert answer.status == 206, answer.status
        while piece := answer.read(MB):
            count += len(piece)
        line.close()
    assert count == sum(end - start + 1 for start, end in ranges)
    return count / MB / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
