"""A server that speaks S3, moto's on a local port, and settings that name a bucket of it."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from moto.server import ThreadedMotoServer

from trainingapp.config import Settings

_numbers = count(1)


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of the server while it runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def in_bucket(settings: Settings, address: str) -> Settings:
    """The same settings with an empty bucket of that server as the store."""
    bucket = f"bucket{next(_numbers)}"
    made = urllib.request.Request(f"{address}/{bucket}", method="PUT")
    urllib.request.urlopen(made).close()
    return replace(
        settings,
        storage_url=f"s3://{bucket}/site",
        storage_endpoint=address,
        storage_region="us-east-1",
        storage_key_id="test",
        storage_secret="test",
    )
