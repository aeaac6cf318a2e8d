"""What holders are told when something was issued to them without their asking, or fell."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.credentials.models.verifiable import Credential
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind

register_kind(
    "credentials.issued",
    _("“%(title)s” was issued to you. Only you see it until you open its page."),
)
register_kind("credentials.fell", _("“%(title)s” does not hold any more. Read why."))


def tell_holder(credential: Credential, kind: str = "issued", *, now: datetime) -> None:
    """Give the holder a notice that leads to the credential; nobody is told who has left and taken it along."""
    if not credential.document:
        return
    notify(
        user_id=credential.user_id,
        kind=f"credentials.{kind}",
        arguments={"title": credential.title.get("zh", "")},
        url=f"/credentials/{credential.public_id}",
        now=now,
    )
