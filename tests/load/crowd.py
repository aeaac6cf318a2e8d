"""The candidates of the load test: each one a connection, a token and a place in the sequence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.load.generator import Connection, Timings, run_step

BATCH = 50
LAST = 20


@dataclass(frozen=True, slots=True)
class Tickets:
    """What lets the candidates in."""

    sitting: int
    cookies: list[str]
    csrf: str


@dataclass(slots=True)
class Candidate:
    """What a device of the exam room remembers."""

    connection: Connection
    cookie: str
    attempt: int = 0
    token: str = ""
    seq: int = 0
    head: str = ""
    sent: int = field(default=0)


class Crowd:
    """All candidates, and the steps of their day in order."""

    def __init__(self, host: str, port: int, tickets: Tickets, *, answers: int) -> None:
        self._tickets = tickets
        self._answers = answers
        self._all = [Candidate(Connection(host, port), cookie) for cookie in tickets.cookies]

    @property
    def acknowledged(self) -> dict[int, int]:
        """The last acknowledged number of every attempt."""
        return {candidate.attempt: candidate.seq for candidate in self._all}

    async def arrive(self) -> None:
        """Open the connections, a few at a time, and let the server load what it loads once."""
        for first in range(0, len(self._all), 100):
            await asyncio.gather(*(c.connection.open() for c in self._all[first : first + 100]))
        for candidate in self._all[:64]:
            await candidate.connection.send("POST", "/load/bare", {"seq": 1})

    async def leave(self) -> None:
        """Close the connections."""
        for candidate in self._all:
            await candidate.connection.close()

    async def reconnect(self) -> None:
        """Give everybody a new connection; what they remember stays."""
        for candidate in self._all:
            candidate.connection = candidate.connection.again()

    def day(self) -> Iterator[Callable[[], Awaitable[Timings]]]:
        """The steps, the yardsticks before and after the saves."""
        rounds = self._answers
        for name, act, times in (
            ("bare route", self._bare, rounds),
            ("bare upsert", self._upsert, rounds),
            ("start + paper", self.start, 1),
            ("save", self.save, rounds),
            ("bare upsert again", self._upsert, rounds),
            ("bare route again", self._bare, rounds),
            (f"save {BATCH} at once", self._save_batch, 1),
            ("hand in", self.hand_in, 1),
            ("result + review", self._review, 1),
        ):
            numbers = range(len(self._all))
            yield partial(run_step, name, numbers, act=act, rounds=times)

    async def _bare(self, number: int) -> int:
        connection = self._all[number].connection
        return (await connection.send("POST", "/load/bare", {"seq": 1})).status

    async def _upsert(self, number: int) -> int:
        candidate = self._all[number]
        candidate.sent += 1
        body = {"id": number, "seq": candidate.sent, "value": "AC"}
        return (await candidate.connection.send("POST", "/load/upsert", body)).status

    async def start(self, number: int) -> int:
        """Begin and fetch the paper."""
        candidate = self._all[number]
        reply = await candidate.connection.send(
            "POST",
            f"/exams/sittings/{self._tickets.sitting}/attempts",
            {"device": f"device-{number:06d}"},
            Cookie=candidate.cookie,
            X_CSRFToken=self._tickets.csrf,
        )
        if reply.status >= 400:
            return reply.status
        answer = reply.json()
        candidate.attempt, candidate.token = answer["attempt"], answer["token"]
        paper = await candidate.connection.send("GET", answer["document"], **_bearer(candidate))
        return paper.status

    async def save(self, number: int) -> int:
        """Save one answer."""
        return await self._send(self._all[number], "events", count=1)

    async def _save_batch(self, number: int) -> int:
        return await self._send(self._all[number], "events", count=BATCH)

    async def hand_in(self, number: int) -> int:
        """Send the last answers and hand in."""
        return await self._send(self._all[number], "submission", count=LAST)

    async def _review(self, number: int) -> int:
        candidate = self._all[number]
        path = f"/exams/attempts/{candidate.attempt}" + ("/review" if number % 2 else "")
        return (await candidate.connection.send("GET", path, Cookie=candidate.cookie)).status

    async def _send(self, candidate: Candidate, path: str, *, count: int) -> int:
        first = candidate.seq + 1
        events = [_event(seq) for seq in range(first, first + count)]
        reply = await candidate.connection.send(
            "POST",
            f"/exams/attempts/{candidate.attempt}/{path}",
            {"after": {"seq": candidate.seq, "head": candidate.head}, "events": events},
            **_bearer(candidate),
        )
        if reply.status == 200:
            answer = reply.json()
            candidate.seq, candidate.head = answer["acked"], answer["head"]
        return reply.status


def _bearer(candidate: Candidate) -> dict[str, str]:
    return {"Authorization": f"Bearer {candidate.token}"}


def _event(seq: int) -> dict[str, Any]:
    slot = (seq - 1) % 80 + 1
    return {
        "seq": seq,
        "kind": "answer",
        "slot": slot,
        "selected": "A" if slot <= 60 else "AB",
        "flagged": False,
        "struck": "",
        "seconds": 30,
        "client_at": int(time.time() * 1000),
    }
