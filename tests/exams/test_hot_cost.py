"""What a hot request costs the processor, against a bare route in the same process and the same minute.

Processor time in interleaved blocks hardly moves with the load of the machine; wall time would.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.exams.conftest import Person
from tests.factories_accounts import sign_in
from tests.factories_exams import Device, make_event, make_sitting

BLOCK = 40
ROUNDS = 9
MOST = 4.0  # with the flush to disk; 2.5 when this was written


def cost(act: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(BLOCK):
        act()
    return time.process_time() - began


@pytest.mark.slow
def test_a_save_costs_a_few_bare_requests(app: Flask, client: FlaskClient, lin: Person) -> None:
    phone = Device(sign_in(client, lin))  # type: ignore[arg-type]
    phone.start(make_sitting())
    path = f"/exams/attempts/{phone.attempt}/events"

    def bare() -> None:
        # A token that is refused: the whole way through Flask and no database.
        body = {"after": {"seq": 0, "head": ""}, "events": [make_event(1)]}
        reply = phone.client.post(path, json=body, headers={"Authorization": "Bearer none"})
        assert reply.status_code == 401

    def save() -> None:
        assert phone.answer(1, "A").status_code == 200

    save()
    ratios = [cost(save) / cost(bare) for _ in range(ROUNDS)]
    assert median(ratios) < MOST, ratios
