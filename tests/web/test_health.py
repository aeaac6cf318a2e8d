"""The health page tells a load balancer the truth, and nothing more than that."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from trainingapp.extensions import db
from trainingapp.jobs.actions import give_sign_of_life
from trainingapp.web import health
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing


@pytest.mark.both_databases
def test_without_a_worker_the_site_is_degraded_but_serves(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "degraded", "checks": {"database": True, "worker": False}}


@pytest.mark.both_databases
def test_with_database_and_worker_it_is_ok(client: FlaskClient) -> None:
    with writing():
        give_sign_of_life("host:1", now=now())
        db.session.commit()
    answer = client.get("/healthz")
    assert answer.json == {"status": "ok", "checks": {"database": True, "worker": True}}


def test_without_database_it_fails(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> bool:
        raise OperationalError("SELECT 1", {}, Exception("secret address of the database"))

    monkeypatch.setattr(health, "_is_database_there", gone)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["status"] == "failing"
    assert "secret" not in answer.text


def test_a_vital_check_of_a_part_makes_it_fail(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_CHECKS", {})
    health.register_check("storage", lambda: False, is_vital=True)
    assert client.get("/healthz").status_code == 503
