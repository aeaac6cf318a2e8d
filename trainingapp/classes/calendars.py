"""Meetings as an iCalendar document (RFC 5545), in Shanghai time with its time zone.

No name of a person is in it; what a calendar needs is the class, the time and the place. A meeting that was moved has a
higher SEQUENCE, one that is cancelled stays with STATUS:CANCELLED, so that calendars take it off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vText

from trainingapp.classes.models import Cohort, Meeting
from trainingapp.rules.cohort_dates import SHANGHAI

TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=6)
PRODUCT = "-//trainingapp//classes//ZH"


def write_calendar(
    rows: Iterable[tuple[Meeting, Cohort]], *, name: str, host: str, page: str, language: str = "zh"
) -> bytes:
    """The meetings, each with a page of this site to go to: `page` is an address with a place for the class's id.

    The same meetings give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(" ".join(name.split())))
    calendar.add("x-wr-timezone", SHANGHAI.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for meeting, cohort in rows:
        calendar.add_component(
            _event(
                meeting,
                title=cohort.title.get(language) or cohort.title["zh"],
                host=host,
                url=page.replace("{class}", str(cohort.id)),
            )
        )
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _event(meeting: Meeting, *, title: str, host: str, url: str) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{host}")
    event.add("summary", f"{title}：{meeting.title}")
    event.add("dtstart", meeting.starts_at.astimezone(SHANGHAI))
    event.add("dtend", meeting.ends_at.astimezone(SHANGHAI))
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    if meeting.place:
        event.add("location", vText(meeting.place))
    event.add("url", url)
    return event


def host_of(address: str) -> str:
    """The name of the site in the names of its events."""
    return urlsplit(address).hostname or "localhost"
