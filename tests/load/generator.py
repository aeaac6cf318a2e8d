"""A load generator of raw sockets: many connections of one process, every answer read and timed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Reply:
    """A status and the body as it came."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Connection:
    """One keep-alive connection that sends one request at a time and connects again when it was cut."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(*self._address)

    def again(self) -> Connection:
        """A new connection to the same address, opened when it is first used."""
        return Connection(*self._address)

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with suppress(OSError):  # cut already
                await self._writer.wait_closed()

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send and read the answer; header names take dashes for underscores."""
        if self._writer is None:
            await self.open()
        assert self._reader is not None
        assert self._writer is not None
        data = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._address[0]}:{self._address[1]}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + data)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return Reply(int(head[9:12]), await self._reader.readexactly(length) if length else b"")


@dataclass(slots=True)
class Timings:
    """What one step took, over all candidates."""

    name: str
    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    failures: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.taken) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.taken)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] * 1000 if ordered else 0.0


Act = Callable[[int], Awaitable[int]]


async def run_step(name: str, candidates: Sequence[int], *, act: Act, rounds: int = 1) -> Timings:
    """Let all candidates act at once, each `rounds` times in a row; the act returns an HTTP status."""
    timings = Timings(name)

    async def one(candidate: int) -> None:
        for _ in range(rounds):
            began = time.perf_counter()
            status = await act(candidate)
            timings.taken.append(time.perf_counter() - began)
            if status >= 400:
                timings.failures[status] = timings.failures.get(status, 0) + 1

    began = time.perf_counter()
    await asyncio.gather(*(one(candidate) for candidate in candidates))
    timings.seconds = time.perf_counter() - began
    return timings
