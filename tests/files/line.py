"""A tus program over a real line that can be cut, and the real server at its other end."""

from __future__ import annotations

import base64
import socket
import struct
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from itsdangerous import URLSafeTimedSerializer

from tests.browser.live import LiveServer
from tests.factories_accounts import make_user, sign_in
from tests.files.sending import BYTES, PURPOSE, metadata

TIMEOUT = 60.0
CSRF = "0" * 40
THREADS = "16"
ENVIRONMENT = {
    "TRAININGAPP_TRUSTED_HOSTS": "127.0.0.1,localhost",
    "TRAININGAPP_BLOCKING_THREADS": THREADS,
}


class UploadServer(LiveServer):
    """The live server with the tests' purposes and the kill switch."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, ENVIRONMENT)

    def start(self) -> None:
        """Start the web process and return when it answers."""
        self._web = self._run(
            *("granian", "--interface", "wsgi", "--factory", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"),
            *("--blocking-threads", THREADS, "--backlog", "4096"),
            "tests.files.live_site:make_app",
        )
        self._wait_until_it_answers()

    def _run(self, module: str, *arguments: str):  # type: ignore[no-untyped-def]
        self.environment.setdefault("PYTHONPATH", str(Path(__file__).parent.parent.parent))
        return super()._run(module, *arguments)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers in small letters, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One signed-in person's requests, each over a connection of its own."""

    def __init__(self, server: LiveServer, name: str = "林美华") -> None:
        self.server = server
        with server.app.app_context():
            client = sign_in(server.app.test_client(), make_user(name))
            with client.session_transaction() as session:
                session["csrf_token"] = CSRF
            cookie = client.get_cookie("session")
        assert cookie
        signer = URLSafeTimedSerializer(server.app.secret_key or "", salt="wtf-csrf-token")
        self.headers = {
            "Cookie": f"session={cookie.value}",
            "X-CSRFToken": signer.dumps(CSRF),
            "Tus-Resumable": "1.0.0",
            "Accept": "application/json",
        }

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request and its answer."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, {**self.headers, **named(headers)})
            return read(connection.getresponse())
        finally:
            connection.close()

    def begin(self, size: int, *, name: str = "讲课.mp4", **more: str) -> str:
        """Announce a file; where it is."""
        told = metadata(filename=name, purpose=PURPOSE, **more)
        answer = self.ask("POST", "/files/uploads", Upload_Length=str(size), Upload_Metadata=told)
        assert answer.status == 201, answer
        return answer.headers["location"]

    def offset(self, place: str) -> int:
        """Where the server stands."""
        answer = self.ask("HEAD", place)
        assert answer.status == 200, answer
        return int(answer.headers["upload-offset"])

    def patch(self, place: str, offset: int, body: bytes, **headers: str) -> Answer:
        """Send bytes."""
        return self.ask(
            "PATCH", place, body, Upload_Offset=str(offset), Content_Type=BYTES, **headers
        )

    def send_until_cut(
        self, place: str, offset: int, body: memoryview, length: int, *, is_reset: bool = True
    ) -> None:
        """Announce `length` bytes, send `body`, and cut the line: with a reset, or as if somebody left."""
        lines = [
            f"PATCH {place} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Content-Length: {length}",
            f"Content-Type: {BYTES}",
            f"Upload-Offset: {offset}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=TIMEOUT) as line:
            if is_reset:  # linger 0: what the system had not sent on is lost
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
            line.sendall(body)


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def read(response: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


def checksum(content: bytes, digest: bytes) -> str:
    return f"sha256 {base64.b64encode(digest).decode()}" if content else ""
