"""How the site is, for those who keep it: accounts, jobs and the audit log on the home page."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from trainingapp.accounts.models import SignIn, User
from trainingapp.audit.models import AuditEntry
from trainingapp.dashboards.panels import Panel
from trainingapp.extensions import db
from trainingapp.jobs.models import JobState
from trainingapp.jobs.queries import count_jobs, is_worker_alive
from trainingapp.web.auth import SignedIn


def administrator_panel(_person: SignedIn, now: datetime) -> Panel:
    """People, locked accounts, those seen within a day, dead jobs, and whether a worker runs."""
    day_ago = now - timedelta(days=1)
    people, locked = db.session.execute(
        select(func.count(), func.count().filter(User.locked_until > now)).where(
            User.anonymised_at.is_(None)
        )
    ).one()
    seen = db.session.scalar(
        select(func.count(func.distinct(SignIn.user_id))).where(SignIn.created_at > day_ago)
    )
    return Panel(
        "administrator",
        {
            "people": people,
            "locked": locked,
            "seen": seen or 0,
            "dead_jobs": count_jobs().get(JobState.DEAD, 0),
            "is_worker_alive": is_worker_alive(now=now),
        },
    )


def auditor_panel(_person: SignedIn, now: datetime) -> Panel:
    """The latest entry of the audit log, and how many there were within a day, in one statement."""
    latest, today = db.session.execute(
        select(
            func.max(AuditEntry.at),
            func.count().filter(AuditEntry.at > now - timedelta(days=1)),
        )
    ).one()
    return Panel("auditor", {"latest": latest, "today": today})
