"""The day's page: what is late, due, waiting and new for each person, and nothing of anybody else's."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import make_case, make_place


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["officer", "head", "finance", "authority"])
def test_x(app: Flask, client: FlaskClient, who: str) -> None:
    place = make_place()
    make_case(place)
    sign_in(client, place.people[who])
    answer = client.get("/incubation", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
