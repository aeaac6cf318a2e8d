"""/metrics."""

from flask import Flask


def init_metrics(app: Flask) -> None:
    """Nothing yet."""
