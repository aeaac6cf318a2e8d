"""Names that somebody chose to break what others read: workbooks, feeds, the archive of a case."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from flask import Flask
from icalendar import Calendar

from tests.factories_incubator import NOON, TODAY
from trainingapp.incubator import exports
from trainingapp.incubator.calendars import write_days
from trainingapp.incubator.queries.calendar_days import Entry
from trainingapp.incubator.queries.calendar_rows import DayKind

# what it is, the name
NAMES: list[tuple[str, str]] = [
    ("a line end", "春晖\nATTACH:http://bad.example/x"),
    ("both line ends", "春晖\r\nBEGIN:VALARM\r\nEND:VALARM"),
    ("a lone return", "春晖\rBEGIN:VEVENT"),
    ("signs of the format", "春晖;A=B,C\\n:D"),
    ("a separator of lines", "春晖\u2028X-EVIL:1\x85Y"),
    ("an end of the calendar", "END:VCALENDAR"),
    ("a vertical tab", "春\x0b晖\x1c"),
    ("very long", "春晖" * 500),
    ("quotes", "a\"b'c"),
    ("nothing", ""),
]


@pytest.fixture(autouse=True)
def request_of_somebody(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def entry(agency: str) -> Entry:
    return Entry(TODAY, DayKind.TASK, 7, 3, 5, agency)


@pytest.mark.parametrize("name", [one for _what, one in NAMES], ids=[one for one, _name in NAMES])
def test_a_feed_holds_the_name_as_text_and_nothing_that_it_says(name: str) -> None:
    body = write_days(
        [entry(name)], name=name, host="site.example", base="https://site.example", now=NOON
    )
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VCALENDAR") == 1
    assert not [one for one in lines if one.startswith(("ATTACH", "X-EVIL", "BEGIN:VALARM"))]
    assert all(len(one) <= 75 for one in body.split(b"\r\n"))
    assert len(body.decode().splitlines()) == len(body.split(b"\r\n")) - 1
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    shown = " ".join(name.split())
    assert str(event["summary"]) == (f"Task due：{shown}" if shown else "Task due")


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x00", "\x1f", "\x0b"], ids=ascii)
def test_a_sign_that_xml_forbids_shuts_no_workbook(sign: str) -> None:
    column = exports.column("a", sign)
    row = SimpleNamespace(a=f"春{sign}晖")
    about = exports.about_list("x", owner=f"a{sign}b", asked=f"q={sign}", made_at=NOON)
    body = exports.write_list("清单", [column], [row], about=about)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "春晖" in texts
    assert "ab" in texts
    assert sign not in texts.replace("\n", "")
