"""The syllabus tree, the coverage, its spreadsheet and a count by hand say the same of any bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from random import Random

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import (
    JUNIOR,
    NOON,
    make_form,
    make_item,
    make_specification,
    make_syllabus,
)
from trainingapp.extensions import db
from trainingapp.itembank.browsing import AreaNode, count_by_subject, get_syllabus, list_tree
from trainingapp.itembank.coverage import SubjectCoverage, list_coverage
from trainingapp.itembank.models import BankItem, Syllabus
from trainingapp.rules.items import Kind, Level, Status
from trainingapp.rules.permissions import Role
from trainingapp.rules.shares import judge_share
from trainingapp.rules.specifications import Bounds
from trainingapp.web.transactions import writing

POINTS = [f"JC0{chapter}.1.0{point}" for chapter in (1, 2, 3) for point in (1, 2)]
BOUNDS = {"JC01": Bounds(1, 2), "JC02": Bounds(0, 1), "JC03": Bounds(0, 0)}


@dataclass(frozen=True)
class Row:
    """What a count by hand needs of one item."""

    points: tuple[str, ...]
    kind: str
    level: str
    status: str

    @property
    def chapter(self) -> str:
        return self.points[0][:4]

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_bank(seed: int, *, size: int = 30) -> list[Row]:
    """A bank by chance: one to three points an item, two forms of ready items."""
    chance, rows = Random(seed), []
    make_syllabus(chapters=3)
    make_syllabus("junior-practice")
    cells = {code: {"min": cell.min, "max": cell.max} for code, cell in BOUNDS.items()}
    make_specification({"single": 2, "multiple": 1}, chapters=cells)
    for _ in range(size):
        row = Row(
            points=tuple(chance.sample(POINTS, chance.choice([1, 1, 2, 3]))),
            kind=chance.choice(["single", "multiple"]),
            level=str(chance.choice(list(Level))),
            status=str(chance.choice(list(Status))),
        )
        rows.append(row)
        make_item(
            "A" if row.kind == "single" else "AB",
            knowledge=list(row.points),
            chapter=row.chapter,
            level=row.level,
            status=row.status,
        )
    db.session.commit()
    return rows


@pytest.fixture(params=[1, 2, 3])
def rows(app: Flask, request: pytest.FixtureRequest) -> list[Row]:
    with writing():
        return make_bank(request.param)


def live(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.status != "retired"]


def covered() -> SubjectCoverage:
    (found,) = list_coverage(exam_year=2027, subject=JUNIOR)
    return found


@pytest.mark.both_databases
def test_a_point_counts_every_item_that_names_it(rows: list[Row]) -> None:
    found = {point.area.code: point.counts for point in covered().points}
    assert sorted(found) == POINTS
    for code, counts in found.items():
        named = [row for row in live(rows) if code in row.points]
        for is_ready, kinds, levels in (
            (True, counts.ready_kinds, counts.ready_levels),
            (False, counts.other_kinds, counts.other_levels),
        ):
            mine = [row for row in named if row.is_ready is is_ready]
            assert +kinds == Counter(row.kind for row in mine)
            assert +levels == Counter(row.level for row in mine)
        assert counts.ready + counts.unready == len(named)


@pytest.mark.both_databases
def test_a_chapter_counts_each_item_once_by_its_first_point(rows: list[Row]) -> None:
    found = covered()
    total = sum(row.is_ready for row in rows)
    assert sum(chapter.counts.ready for chapter in found.chapters) == total
    for chapter in found.chapters:
        code = chapter.area.code
        mine = [row for row in live(rows) if row.chapter == code]
        ready = sum(row.is_ready for row in mine)
        assert (chapter.counts.ready, chapter.counts.unready) == (ready, len(mine) - ready)
        assert chapter.share == judge_share(ready, total, size=3, bounds=BOUNDS[code])


def test_holes_come_first_and_are_counted(rows: list[Row]) -> None:
    found = covered()
    order = [(point.counts.ready, point.counts.unready) for point in found.points]
    assert order == sorted(order)
    named = {code for row in rows if row.is_ready for code in row.points}
    assert found.holes == len(set(POINTS) - named)


def nodes_of(nodes: list[AreaNode]) -> Iterator[AreaNode]:
    for node in nodes:
        yield node
        yield from nodes_of(node.children)


@pytest.mark.both_databases
def test_the_tree_of_the_syllabus_agrees_with_the_coverage(rows: list[Row]) -> None:
    identity = db.session.scalars(select(Syllabus.id).where(Syllabus.subject == JUNIOR)).one()
    tree = {node.area.code: node for node in nodes_of(list_tree(get_syllabus(identity)))}
    found = covered()
    for place in (*found.points, *found.chapters):
        count = tree[place.area.code].count
        assert (count.ready, count.unready) == (place.counts.ready, place.counts.unready)
    for code, node in tree.items():
        if node.area.kind == "section":
            inside = [row for row in live(rows) if row.points[0].startswith(f"{code}.")]
            assert node.count.ready + node.count.unready == len(inside)
    assert [len(node.children) for node in tree.values() if node.area.kind == "point"] == [0] * 6


def test_a_subject_counts_all_of_its_items_but_the_retired(rows: list[Row]) -> None:
    (count,) = count_by_subject().values()
    assert count.ready == sum(row.is_ready for row in rows)
    assert count.ready + count.unready == len(live(rows))
    assert list_coverage(exam_year=2027, subject="junior-practice")[0].holes == 4


def test_forms_are_counted_for_the_points_of_the_revisions_on_them(rows: list[Row]) -> None:
    query = select(BankItem).where(BankItem.status == "ready").order_by(BankItem.code)
    ready = list(db.session.scalars(query))
    on: Counter[str] = Counter()
    with writing():
        for number, part in enumerate((ready[:2], ready[1:4], ready[:1]), start=1):
            keys = [item.latest.key or "" for item in part]
            origin = "assembled" if number == 3 else "fixed"
            make_form(keys, items=part, code=f"form-{number}", origin=origin)
            points = {point.code for item in part for point in item.latest.knowledge}
            on.update(points if origin == "fixed" else ())
        db.session.commit()
    assert {p.area.code: p.forms for p in covered().points} == {code: on[code] for code in POINTS}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_spreadsheet_says_what_the_coverage_says(
    rows: list[Row], client: FlaskClient, language: str
) -> None:
    reader = sign_in(client, make_user(roles=[Role.ITEM_EDITOR], language=language))
    found = covered()
    answer = reader.get("/bank/coverage.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    chapters, points = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    width = 4 + 2 + 2 * (len(Kind) + len(Level))
    assert (len(chapters[0]), len(points[0])) == (width + 7, width + 1)
    for sheet, wanted in ((chapters, found.chapters), (points, found.points)):
        mine = {row[2]: row for row in sheet[1:] if str(row[2]).startswith("JC")}
        assert list(mine) == [place.area.code for place in wanted]
        for place in wanted:
            row = mine[place.area.code]
            assert row[3] == place.area.title[language]
            assert (row[4], row[5]) == (place.counts.ready, place.counts.unready)
            counts = [int(str(cell).removesuffix(".0")) for cell in row[6:width]]
            assert sum(counts[: 2 * len(Kind)]) == place.counts.ready + place.counts.unready
            assert sum(counts[2 * len(Kind) :]) == place.counts.ready + place.counts.unready
            assert sum(counts[::2]) == 2 * place.counts.ready
