"""What the worker does for registrations: reminders."""

from __future__ import annotations

from datetime import datetime

from trainingapp.credentials.actions.reminding import remind
from trainingapp.credentials.registration_mails import mail_reminder
from trainingapp.jobs.registry import every


@every(seconds=60 * 60, name="credentials.remind_of_registration")
def remind_of_registration(*, now: datetime) -> None:
    """Give the reminders that are due, some hundreds an hour; what is left follows in the next."""
    remind(mail=mail_reminder, now=now)
