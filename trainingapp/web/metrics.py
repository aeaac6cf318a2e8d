"""/metrics for Prometheus: requests by endpoint, and gauges that the parts register.

With several web processes the figures are summed through the folder that PROMETHEUS_MULTIPROC_DIR
names (`trainingapp serve` sets it). The exporter packages for Flask were looked at: stale.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from trainingapp.extensions import db
from trainingapp.web.access import public

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LOOPBACK = frozenset({"127.0.0.1", "::1"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

bp = Blueprint("metrics", __name__)
_registry = CollectorRegistry()
_requests = Counter(
    "trainingapp_requests_total",
    "Answered requests",
    ["endpoint", "method", "status"],
    registry=_registry,
)
_seconds = Histogram(
    "trainingapp_request_seconds",
    "Time to answer",
    ["endpoint"],
    buckets=BUCKETS,
    registry=_registry,
)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is read when the page is asked for, by the values of one label."""

    help: str
    label: str
    read: Callable[[], Mapping[str, float]]


_GAUGES: dict[str, Gauge] = {}


def register_gauge(
    name: str, description: str, label: str, read: Callable[[], Mapping[str, float]]
) -> None:
    """Add a gauge to the page."""
    _GAUGES[name] = Gauge(description, label, read)


class _Gauges(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, gauge in _GAUGES.items():
            family = GaugeMetricFamily(name, gauge.help, labels=[gauge.label])
            try:
                figures = gauge.read()
            except SQLAlchemyError:
                # Just when the database is away, the other figures matter most.
                db.session.rollback()
                continue
            for value, figure in figures.items():
                family.add_metric([value], figure)
            yield family


@bp.get("/metrics")
@public
def show_metrics() -> Response:
    """The figures, for whoever has the token; without a token set, for this machine only."""
    if not _may_read():
        abort(403)
    registry = _registry
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    body = generate_latest(registry)
    gauges = CollectorRegistry()
    gauges.register(_Gauges())
    return Response(body + generate_latest(gauges), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    token = str(current_app.config["METRICS_TOKEN"])
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    # A forwarded request comes from a proxy on this machine, not from this machine.
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers


def init_metrics(app: Flask) -> None:
    """Mount the page and count every answered request."""
    app.register_blueprint(bp)

    @app.before_request
    def start() -> None:
        g.metrics_started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        started = g.get("metrics_started")
        seconds = None if started is None else time.perf_counter() - started
        observe(request.endpoint or "none", request.method, response.status_code, seconds)
        return response


def observe(endpoint: str, method: str, status: int, seconds: float | None) -> None:
    """Count an answered request, and the time it took where that is known."""
    _requests.labels(endpoint, method if method in METHODS else "other", status).inc()
    if seconds is not None:
        _seconds.labels(endpoint).observe(seconds)
