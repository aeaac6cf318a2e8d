"""What people are told of an employer's watch: a notice, and a mail to whoever has an address."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import force_locale, gettext, lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.models.sharing import Watch
from trainingapp.credentials.queries.watching import list_watchers
from trainingapp.notices.actions import notify, send_mail
from trainingapp.notices.kinds import register_kind

ASKED = _("%(organisation)s asks whether it may be told when your credentials change their state.")

# what the organisation is told; `person` is the name or contact under which it asked
SENTENCES: dict[str, LazyString] = {
    "watch_consented": _("%(person)s has agreed to your alerts."),
    "watch_declined": _("%(person)s does not agree to your alerts."),
    "watch_withdrawn": _("%(person)s has withdrawn the consent to your alerts."),
    "revoked": _("%(person)s: “%(title)s” was revoked."),
    "superseded": _("%(person)s: “%(title)s” was replaced by a correction."),
    "suspended": _("%(person)s: “%(title)s” is suspended."),
    "resumed": _("%(person)s: “%(title)s” holds again after a suspension."),
    "reinstated": _("%(person)s: “%(title)s” holds again after a suspension."),
    "expired": _("%(person)s: “%(title)s” has expired."),
    "registration_due": _("%(person)s: the registration can be renewed until %(title)s."),
    "registration_lapsed": _("%(person)s: the registration was not renewed by %(title)s."),
}

register_kind("credentials.watch_asked", ASKED)
for _word, _sentence in SENTENCES.items():
    register_kind(f"credentials.watched_{_word}", _sentence)


def tell_asked(watch: Watch, user: User, organisation: Organisation, *, now: datetime) -> None:
    """Tell somebody that an organisation asks them."""
    path = f"/credentials/watches/{watch.id}"
    told = {"organisation": organisation.name}
    notify(user_id=user.id, kind="credentials.watch_asked", arguments=told, url=path, now=now)
    _mail(user, ASKED, told, path=path, now=now)


def tell_answer(watch: Watch, word: str, *, now: datetime) -> None:
    """Tell whoever acts for the organisation how somebody has answered."""
    tell_watchers(watch, word, person=name_of(watch), title="", now=now)


def tell_watchers(watch: Watch, word: str, *, person: str, title: str, now: datetime) -> None:
    """Tell everybody who acts for the organisation now, each in their language."""
    path, told = f"/agency/watches/{watch.id}", {"person": person, "title": title}
    for user in list_watchers(watch.organisation_id):
        notify(
            user_id=user.id, kind=f"credentials.watched_{word}", arguments=told, url=path, now=now
        )
        _mail(user, SENTENCES[word], told, path=path, now=now)


def name_of(watch: Watch) -> str:
    """The name once there is a consent; before, what the organisation knew already."""
    has_agreed = watch.answered_at is not None and watch.step != "declined"
    return watch.user.display_name if watch.user is not None and has_agreed else watch.asked_as


def _mail(
    user: User, sentence: LazyString, told: dict[str, str], *, path: str, now: datetime
) -> None:
    """Mail it in the receiver's language; a job calls this too, so no page's template can be used."""
    if user.email is None:
        return
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with force_locale(user.language or current_app.config["LANGUAGE"]):
        subject = str(sentence) % told
        paragraphs = (
            gettext("Hello %(name)s,", name=user.display_name),
            subject,
            gettext("On the site: %(link)s", link=f"{base}{path}"),
        )
    send_mail(to=user.email, subject=subject[:290], text="\n\n".join(paragraphs), now=now)
