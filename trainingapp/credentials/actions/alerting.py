"""Telling organisations, once for each event, what became of what they watch with consent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from trainingapp.credentials.models import Credential, Watch, WatchAlert, WatchedCredential
from trainingapp.credentials.queries import watching as queries
from trainingapp.credentials.queries.sharing import list_cycles
from trainingapp.credentials.queries.verifiable import find_successor
from trainingapp.credentials.registration_terms import find_terms
from trainingapp.credentials.watch_telling import name_of, tell_watchers
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.credential_stamps import read_stamp
from trainingapp.rules.registration import renewal_window
from trainingapp.rules.watches import WatchState, registration_news

MOST = 200  # in one transaction


def tell_events(*, now: datetime) -> int:
    """Tell of what was revoked, replaced, suspended or holds again since the consent; return how much.

    A correction is watched on in the place of what it replaces.
    """
    news = queries.list_news(today=day_of(now), most=MOST)
    for watch, event in news:
        credential = db.session.get_one(Credential, event.credential_id)
        _alert(watch, f"event:{event.id}", event.act, credential=credential, now=now)
        if event.act == "superseded":
            _follow(watch, credential)
    return len(news)


def _follow(watch: Watch, credential: Credential) -> None:
    successor = find_successor(credential.id)
    key = (watch.id, successor.id) if successor else None
    if successor and db.session.get(WatchedCredential, key) is None:
        db.session.add(WatchedCredential(watch_id=watch.id, credential_id=successor.id))
        db.session.flush()


def tell_dates(*, now: datetime, after: int = 0) -> int | None:
    """Tell of what has expired and of registrations to renew or lapsed, for the next watches behind `after`.

    Returns the number of the last of them; None when there are no more.
    """
    today = day_of(now)
    watches = queries.list_standing(today=today, after=after, most=MOST)
    for watch in watches:
        told = queries.list_told(watch.id)
        for credential in _expired(watch.credentials, watch.answered_at, now=now):
            if f"expired:{credential.id}" not in told:
                _alert(watch, f"expired:{credential.id}", "expired", credential=credential, now=now)
        if watch.covers_registration:
            _tell_registration(watch, told, today=today, now=now)
    return watches[-1].id if len(watches) == MOST else None


def _expired(
    credentials: Sequence[Credential], since: datetime | None, *, now: datetime
) -> list[Credential]:
    """Those that hold and whose last moment has passed since the consent."""
    found = []
    for credential in credentials:
        if credential.state != "issued" or not credential.document:
            continue
        end = read_stamp(json.loads(credential.document).get("validUntil"))
        if end is not None and since is not None and since <= end <= now:
            found.append(credential)
    return found


def _tell_registration(watch: Watch, told: frozenset[str], *, today: date, now: datetime) -> None:
    seen: set[int] = set()
    for cycle in list_cycles(watch.user_id or 0):
        if cycle.certificate_id in seen or cycle.ends_on is None:
            continue
        seen.add(cycle.certificate_id)
        window = renewal_window(cycle.ends_on, find_terms(on=today))
        word = registration_news(window.opens_on, window.closes_on, today=today)
        about = f"registration:{cycle.id}:{word}"
        if word is not None and about not in told:
            last = str(cycle.ends_on - timedelta(days=1))
            _alert(watch, about, str(word), title=last, now=now)


def _alert(
    watch: Watch,
    about: str,
    word: str,
    *,
    credential: Credential | None = None,
    title: str = "",
    now: datetime,
) -> None:
    queries.lock(watch)
    if queries.state_of(watch, now=now) is not WatchState.STANDING:
        return  # withdrawn at this very moment
    known = select(WatchAlert.id).where(WatchAlert.watch_id == watch.id, WatchAlert.about == about)
    if db.session.scalar(known) is not None:
        return
    credential_id = credential.id if credential else None
    db.session.add(
        WatchAlert(watch_id=watch.id, about=about, word=word, credential_id=credential_id, at=now)
    )
    db.session.flush()
    name = str(credential.title.get("zh", "")) if credential else title
    tell_watchers(watch, word, person=name_of(watch), title=name, now=now)
