"""How long the verifier takes over everything made to deceive it: `python -m tests.load.attacks`.

Every document, token, picture and PDF of the tests goes through `POST /api/verify` once; the slowest are named.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import create_tables, make_app
from tests.credentials.files_made_to_deceive import LARGE, PDFS, PICTURES
from tests.credentials.test_attacks import CONTENTS, DOCUMENTS
from tests.credentials.tokens_made_to_deceive import TOKENS
from tests.credentials.victims import take_files, take_victim

Sent = tuple[str, bytes | str]


def main() -> int:
    """Send each, print the times; 1 when one holds or takes longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=2.0, help="seconds that one may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        create_tables(app)
        with app.app_context():
            times = measure(app)
    slowest = sorted(times, reverse=True)[:8]
    total = sum(seconds for seconds, _, _ in times)
    held = [name for _, name, is_valid in times if is_valid]
    lines = [
        f"{len(times)} attacks in {total:.2f} s, {total / len(times) * 1000:.1f} ms each",
        *(f"  {seconds * 1000:7.1f} ms  {name}" for seconds, name, _ in slowest),
        f"held: {held or 'none'}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(held) or slowest[0][0] > options.limit)


def measure(app: Flask) -> list[tuple[float, str, bool]]:
    """The seconds of each attack, its name, and whether it was believed."""
    app.config["WTF_CSRF_ENABLED"] = False
    client, found = app.test_client(), []
    for name, content in collect(client):
        started = time.perf_counter()
        answer = client.post("/api/verify", data=content)
        found.append((time.perf_counter() - started, name, answer.get_json()["valid"]))
    return found


def collect(client: FlaskClient) -> Iterator[Sent]:
    """Everything that is sent."""
    victim, files = take_victim(client), take_files(client)
    for name, (change, _) in DOCUMENTS.items():
        yield f"document: {name}", json.dumps(change(copy.deepcopy(victim.document)))
    yield from ((f"content: {name}", content) for name, (content, _) in CONTENTS.items())
    for name, (attack, _, _) in TOKENS.items():
        yield f"token: {name}", attack(victim)
    for name, (attack_file, _) in PICTURES.items():
        yield f"picture: {name}", attack_file(files)
    for name, attack_pdf in PDFS.items():
        yield f"PDF: {name}", attack_pdf(files)
    yield "PDF: two megabytes", LARGE


if __name__ == "__main__":
    sys.exit(main())
