"""The site as it really runs, with one fault on order: killed after a commit, before the reply."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from tests.browser.live import LiveServer
from trainingapp.app import create_app

ORDER = "ROOM_FAULT_FILE"


class FaultyServer(LiveServer):
    """Dies with -9 when it is about to answer the next batch with an answer after `order_death`."""

    def __init__(self, data: Path) -> None:
        self.order = data / "die-at-the-next-answer"
        super().__init__(data, {ORDER: str(self.order)})

    def order_death(self) -> None:
        self.order.touch()

    def wait_until_dead(self) -> None:
        assert self._web
        self._web.wait(30)
        self._web = None

    def _run(self, module: str, *arguments: str) -> Any:
        ours = [
            "tests.browser.faulty:make_app" if word.endswith(":make_app") else word
            for word in arguments
        ]
        return super()._run(module, *ours)


def make_app() -> Callable[..., Iterable[bytes]]:
    """The real application; the wrapper stands between its finished answer and the network."""
    app: Flask = create_app()
    order = Path(os.environ[ORDER])

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(sent)
        body = app(environ, start_response)
        is_answer = environ["PATH_INFO"].endswith("/events") and b'"kind":"answer"' in sent
        if is_answer and order.exists():
            order.unlink()
            # The whole group: granian's main process and this worker, as a power cut would.
            os.killpg(os.getpgrp(), signal.SIGKILL)
        return body

    return answer
