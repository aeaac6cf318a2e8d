"""The review of an exam says where to learn what was missed, whoever teaches it, at a fixed cost."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import pytest

from tests.exams.test_result_pages import ENGLISH, finish
from tests.factories_exams import Device, make_sitting, make_test_form
from tests.statements import count_statements
from trainingapp.itembank import finding
from trainingapp.itembank.finding import FoundLesson, register_finder

POINT = "JC01.1.01"  # of every item that the factory makes
asked: list[set[str]] = []


def find(codes: Collection[str], _reader_id: int) -> Mapping[str, Sequence[FoundLesson]]:
    """A part that teaches one point."""
    asked.append(set(codes))
    lesson = FoundLesson({"zh": "价值观"}, {"zh": "<b>综合</b>"}, "/lessons/1?t=750", 750)
    return {POINT: [lesson]} if POINT in codes else {}


@pytest.fixture(autouse=True)
def taught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_FINDERS", {})
    register_finder("lessons", find)
    asked.clear()


def review(phone: Device, attempt: int, query: str = "") -> str:
    reply = phone.client.get(f"/exams/attempts/{attempt}/review{query}", headers=ENGLISH)
    assert reply.status_code == 200
    return reply.text


def test_every_missed_item_names_its_lesson_and_the_right_ones_do_not(phone: Device) -> None:
    shown = review(phone, finish(phone))
    assert shown.count("Learn this") == 5  # of six items one was right
    assert '<a href="/lessons/1?t=750">价值观 12:30</a>' in shown
    first = re.split(r'id="item-2"', shown)[0]
    assert "Learn this" not in first
    assert "&lt;b&gt;综合" in shown
    assert asked == [{POINT, "JC01.1", "JC01"}]  # asked once for the whole review


def test_a_narrowed_review_asks_for_what_it_shows_and_paper_has_no_links(phone: Device) -> None:
    attempt = finish(phone)
    assert review(phone, attempt, "?only=half").count("Learn this") == 1
    assert "Learn this" not in review(phone, attempt, "?print=1")


def test_without_a_lesson_nothing_is_promised(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_FINDERS", {})
    assert "Learn this" not in review(phone, finish(phone))


def test_a_long_paper_costs_as_many_statements_as_a_short_one(phone: Device) -> None:
    taken = []
    for version, keys in ((1, ("A", "B")), (2, ("A", "B") * 15)):
        phone.start(make_sitting(make_test_form(keys, version=version)))
        phone.submit()
        taken.append(count_statements(phone.client, f"/exams/attempts/{phone.attempt}/review"))
    assert taken[0] == taken[1]
