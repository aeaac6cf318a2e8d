"""The figures are right, and for those only who may see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.web import metrics
from trainingapp.web.transactions import writing


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    return float(found[1]) if found else 0.0


HEALTHY = 'trainingapp_requests_total{endpoint="health.show_health",method="GET",status="200"}'


def test_answered_requests_are_counted_by_endpoint(client: FlaskClient) -> None:
    before = figure(client.get("/metrics").text, HEALTHY)
    client.get("/healthz")
    client.get("/healthz")
    text = client.get("/metrics").text
    assert figure(text, HEALTHY) == before + 2
    assert 'trainingapp_request_seconds_bucket{endpoint="health.show_health",le="0.5"}' in text


def test_paths_and_methods_of_strangers_make_no_new_series(client: FlaskClient) -> None:
    client.get("/nowhere/strange-place")
    client.open("/healthz", method="BREW")
    text = client.get("/metrics").text
    assert "strange-place" not in text
    assert "BREW" not in text
    assert 'endpoint="none",method="GET",status="404"' in text


def test_jobs_are_shown_by_state(client: FlaskClient) -> None:
    with writing():
        enqueue("test.waiting")
        db.session.commit()
    text = client.get("/metrics").text
    assert figure(text, 'trainingapp_jobs{state="waiting"}') == 1
    assert figure(text, 'trainingapp_jobs{state="dead"}') == 0
    assert "# HELP trainingapp_jobs " in text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.9", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403),
    ],
)
def test_without_a_token_only_this_machine_may_look(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer the-token", 200), ("Bearer other", 403), ("", 403), ("the-token", 200)],
)
def test_with_a_token_set_the_token_decides(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, header: str, status: int
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "the-token")
    answer = client.get("/metrics", headers={"Authorization": header} if header else {})
    assert answer.status_code == status


def test_several_processes_are_summed_through_their_folder(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    text = client.get("/metrics").text
    # Nobody has written to the folder yet; the gauges are there all the same.
    assert "trainingapp_requests_total{" not in text
    assert "trainingapp_jobs{" in text


def test_the_figures_of_requests_are_there_also_without_a_database(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> dict[str, float]:
        raise OperationalError("", {}, Exception("gone"))

    monkeypatch.setattr(metrics, "_GAUGES", {"trainingapp_jobs": metrics.Gauge("", "", away)})
    client.get("/healthz")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert figure(answer.text, HEALTHY) > 0
    assert "trainingapp_jobs" not in answer.text
