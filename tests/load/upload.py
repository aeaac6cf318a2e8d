"""A large file over a bad line: `python -m tests.load.upload --megabytes 300 --cuts 10 --restarts 1`.

Sends one file to a real server of its own, cuts the line at random points, kills the server in between, resumes where
the server says each time, and compares the SHA-256 of what was sent with that of what a reader gets.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.files.line import Line, UploadServer
from trainingapp.files.storage import open_storage

MB = 1024 * 1024


def make_content(size: int, seed: int) -> bytes:
    """A video by its first bytes, chance by the others."""
    random = Random(seed)
    blocks = [random.randbytes(MB) for _ in range(8)]
    body = bytearray(b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00")
    while len(body) < size:
        body += random.choice(blocks)[random.randrange(1000) :]
    return bytes(body[:size])


def main() -> int:
    """Run and report; 0 when what arrived is what was sent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--cuts", type=int, default=10)
    parser.add_argument("--restarts", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    content = make_content(options.megabytes * MB, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        server = UploadServer(Path(folder))
        server.prepare()
        server.start()
        try:
            return run(server, content, options)
        finally:
            server.close()


def run(server: UploadServer, content: bytes, options: argparse.Namespace) -> int:
    """Send with cuts and restarts; print what happened."""
    line, random = Line(server), Random(options.seed)
    place = line.begin(len(content))
    events = ["cut"] * options.cuts + ["kill"] * options.restarts
    random.shuffle(events)
    started, sent, view = time.perf_counter(), 0, memoryview(content)
    for left in range(len(events), 0, -1):
        offset = line.offset(place)
        part = (len(content) - offset) // (left + 1)
        length = random.randrange(part // 2, part + part // 2)
        sent += send_broken(
            line, place, offset, view[offset : offset + length], event=events[left - 1], left=left
        )
        after = settled_offset(line, place)
        say(
            f"{events[left - 1]:5} at {(offset + length) / MB:7.1f} MB → resumed at {after / MB:7.1f} MB"
        )
    offset = line.offset(place)
    answer = line.patch(place, offset, content[offset:])
    sent += len(content) - offset
    seconds = time.perf_counter() - started
    assert answer.status == 204, answer
    compare_serving(line, place, len(content))
    return report(server, content, sent=sent, seconds=seconds, state=line.ask("GET", place).body)


def send_broken(
    line: Line, place: str, offset: int, body: memoryview, *, event: str, left: int
) -> int:
    """Send some bytes of a request that never ends well; every second cut is a reset."""
    total = len(body) + MB
    if event == "cut":
        line.send_until_cut(place, offset, body, total, is_reset=left % 2 == 0)
        return len(body)
    killer = threading.Timer(0.1, line.server.kill)
    killer.start()
    with suppress(OSError):  # killed while it was being sent to
        line.send_until_cut(place, offset, body, total, is_reset=False)
    killer.join()
    line.server.start()
    return len(body)


def settled_offset(line: Line, place: str) -> int:
    """The offset once the server has put away what it had received."""
    before = -1
    while (offset := line.offset(place)) != before:
        before = offset
        time.sleep(0.3)
    return offset


def compare_serving(line: Line, place: str, size: int) -> None:
    """Our bytes and Flask's own, by turns: the whole file, then ranges as a player asks for them."""
    upload_id = place.rsplit("/", 1)[-1]
    for kind, ranges in (
        ("whole file", [None] * 3),
        ("ranges of 1 MB", range(0, 200 * MB, 2 * MB)),
    ):
        figures = []
        for path in (f"/trial/{upload_id}", f"/trial/bare/{upload_id}"):
            started, count = time.perf_counter(), 0
            for start in ranges:
                asked = (
                    {}
                    if start is None
                    else {"Range": f"bytes={start % size}-{start % size + MB - 1}"}
                )
                count += len(line.ask("GET", path, **asked).body)
            figures.append(count / MB / (time.perf_counter() - started))
        ours, bare = figures
        say(f"{kind}: {ours:.0f} MB/s, Flask's send_file {bare:.0f} MB/s, {ours / bare:.2f}")


def report(server: UploadServer, content: bytes, *, sent: int, seconds: float, state: bytes) -> int:
    """Compare what was sent with what is stored."""
    wanted = hashlib.sha256(content).hexdigest()
    storage = open_storage(server.app.config["SETTINGS"])
    found = hashlib.sha256()
    names = [name for name, _at in storage.list_names()]
    for name in names:
        for piece in storage.read(name, 0, len(content)):
            found.update(piece)
    is_equal = found.hexdigest() == wanted and names == [wanted]
    say(f"state {state.decode().strip()}")
    say(f"sent {sent / MB:.1f} MB for {len(content) / MB:.0f} MB in {seconds:.1f} s")
    say(f"sent     {wanted}\nreceived {found.hexdigest()}\n{'EQUAL' if is_equal else 'DIFFERENT'}")
    return 0 if is_equal else 1


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
