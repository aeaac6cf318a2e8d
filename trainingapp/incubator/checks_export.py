"""What somebody's export holds of the checks: what they let stand, read, and entered about places.

These are acts of an office: they stay under the number of the account when its person leaves, like the audit log.
"""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import BasisReading, PlaceRule, Waiver


def _waivers(user_id: int) -> Rows:
    rows = select(Waiver).where(Waiver.given_by_id == user_id).order_by(Waiver.id)
    return [
        {"check": one.code, "reason": one.reason, "until": one.ends_on, "at": one.given_at}
        for one in db.session.scalars(rows)
    ]


def _readings(user_id: int) -> Rows:
    rows = select(BasisReading).where(BasisReading.read_by_id == user_id).order_by(BasisReading.id)
    return [
        {"check": one.code, "on": one.read_on, "note": one.note} for one in db.session.scalars(rows)
    ]


def _place_rules(user_id: int) -> Rows:
    rows = select(PlaceRule).where(PlaceRule.entered_by_id == user_id).order_by(PlaceRule.id)
    return [
        {"area": one.area, "key": one.key, "value": one.value, "at": one.entered_at}
        for one in db.session.scalars(rows)
    ]


def init_checks_export() -> None:
    """Add the acts on checks to everybody's export."""
    register_exporter("incubation_waivers", _waivers)
    register_exporter("incubation_basis_readings", _readings)
    register_exporter("incubation_place_rules", _place_rules)
