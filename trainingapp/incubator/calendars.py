"""Days of incubation as an iCalendar document (RFC 5545): whole days, with the page of this site to go to.

A calendar leaves this site: no name of a person and nothing that somebody typed is in it, only what kind of day it is
and the agency it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vText

from trainingapp.classes.calendars import REFRESH
from trainingapp.incubator.calendar_wording import KINDS, address_of
from trainingapp.incubator.queries.calendar_days import Entry

PRODUCT = "-//trainingapp//incubation//ZH"


def write_days(
    entries: Iterable[Entry], *, name: str, host: str, base: str, now: datetime
) -> bytes:
    """The days; the same rows give the same names of events, so that a calendar follows a day that moves."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_one_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, host=host, base=base, now=now))
    body: bytes = calendar.to_ical()
    return body


def _event(entry: Entry, *, host: str, base: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.kind}-{entry.ref_id}-{entry.agency_id or 0}@{host}")
    what, agency = str(KINDS[entry.kind]), _one_line(entry.agency)
    event.add("summary", f"{what}：{agency}" if agency else what)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("dtstamp", now)
    event.add("transp", "TRANSPARENT")
    event.add("url", f"{base}{address_of(entry)}")
    return event


def _one_line(name: str) -> str:
    """A name without line ends of any kind: readers take some of them, escaped or not, for a line of the format."""
    return " ".join(name.split())
