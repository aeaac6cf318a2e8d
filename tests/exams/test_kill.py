"""kill -9 of the server while everybody is saving: what was acknowledged is there, and the exam goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.browser.live import LiveServer
from tests.load.crowd import Crowd
from tests.load.generator import run_step
from tests.load.stage import count_missing, count_scored, prepare

CANDIDATES = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LiveServer]:
    """A real server over a database of its own."""
    settings = {"TRAININGAPP_WORKERS": "2"}
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        plain = url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("CREATE DATABASE killed")
        settings["TRAININGAPP_DATABASE_URL"] = url.replace("@/postgres", "@/killed")
    live = LiveServer(tmp_path, settings)
    yield live
    live.close()


@pytest.mark.slow
def test_a_killed_server_loses_nothing_that_it_acknowledged(server: LiveServer) -> None:
    tickets = prepare(server.app, CANDIDATES)
    server.start()
    crowd = Crowd("127.0.0.1", server.port, tickets, answers=1)
    asyncio.run(_write_until_killed(server, crowd))
    acknowledged = crowd.acknowledged
    assert sum(acknowledged.values()) >= 100
    assert count_missing(server.app, acknowledged) == 0
    server.start()
    asyncio.run(_finish(server, crowd))
    assert count_missing(server.app, crowd.acknowledged) == 0
    assert count_scored(server.app) == (CANDIDATES, CANDIDATES)


async def _write_until_killed(server: LiveServer, crowd: Crowd) -> None:
    numbers = range(CANDIDATES)
    assert (await run_step("start", numbers, act=crowd.start)).failures == {}

    async def save_for_ever(number: int) -> None:
        while True:
            await crowd.save(number)

    saving = [asyncio.create_task(save_for_ever(number)) for number in numbers]
    while sum(crowd.acknowledged.values()) < 100:
        await asyncio.sleep(0.01)
    server.kill()
    ends = await asyncio.gather(*saving, return_exceptions=True)
    # The connections were cut in the middle: somewhere between request, commit and reply.
    assert all(isinstance(end, OSError | EOFError) for end in ends)
    await crowd.leave()


async def _finish(server: LiveServer, crowd: Crowd) -> None:
    """Everybody connects again, sends the unacknowledged rest once more, and hands in."""
    await crowd.reconnect()
    numbers = range(CANDIDATES)
    for act in (crowd.save, crowd.hand_in):
        assert (await run_step("rest", numbers, act=act)).failures == {}
    await crowd.leave()
