"""Signed tokens that carry a small payload through a mail or a page; made with itsdangerous."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer


def sign(payload: dict[str, Any], purpose: str) -> str:
    """Sign a payload; the token is worth nothing for another purpose."""
    return str(_serializer(purpose).dumps(payload))


def read(token: str, purpose: str, *, max_age: timedelta) -> dict[str, Any] | None:
    """The payload of a token of this purpose that is not older than `max_age`, or None."""
    try:
        payload = _serializer(purpose).loads(token, max_age=int(max_age.total_seconds()))
    except BadData:
        return None
    return payload if isinstance(payload, dict) else None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"trainingapp.{purpose}")
