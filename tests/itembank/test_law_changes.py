"""A new version of a law: ready items fall to review to the day, editors are told once, and nothing past changes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.factories_itembank import JUNIOR, NOON, make_item, make_law
from tests.itembank.banks import ITEMS, LAWS, ON, write_bank
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.jobs import follow_law
from trainingapp.itembank.law_changes import Lapse, lapse_items, list_versions, promulgate
from trainingapp.itembank.models import BankItem, LawVersion
from trainingapp.itembank.stored import check_stored
from trainingapp.notices.kinds import notice_sentence
from trainingapp.notices.models import Notice
from trainingapp.rules.law_versions import Span, VersionKnown
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

LAW = "charity-law"
LAST_OF_JUNE = datetime(2027, 6, 30, 15, 59, 59, tzinfo=UTC)  # a second before July in Shanghai
FIRST_OF_JULY = datetime(2027, 6, 30, 16, 0, 0, tzinfo=UTC)


def make_items() -> None:
    """Items on the law in every state, one on another law, one on none."""
    with writing():
        version, other = make_law(LAW), make_law("prison-law")
        anchors = [(version, "3", "自愿开展的下列公益活动")]
        for number, status in enumerate(("ready", "ready", "needs-review", "draft", "retired")):
            make_item("A", code=f"JC-01-100{number}", status=status, anchors=anchors)
        make_item("A", code="JC-01-2000", anchors=[(other, "1", "监狱")])
        make_item("A", code="JC-01-3000")
        db.session.commit()


def change(start: date, *, now: datetime = NOON, actor_id: int = 0) -> list[Lapse]:
    """A new version of the charity law, promulgated in October 2026."""
    db.session.rollback()
    with writing():
        lapses = promulgate(
            LAW,
            version=date(2026, 10, 1),
            effective_from=start,
            source="国家法律法规数据库",
            actor_id=actor_id or make_editor(),
            now=now,
        )
        db.session.commit()
    db.session.remove()
    return lapses


def make_editor() -> int:
    return int(make_user("陈晨", roles=[Role.ITEM_EDITOR]).id)


def states() -> dict[str, tuple[str, dict[str, str] | None]]:
    rows = db.session.execute(select(BankItem.code, BankItem.status, BankItem.attention))
    return {code: (status, attention) for code, status, attention in rows}


def pool(year: int = 2027) -> list[str]:
    return [item.code for item in queries.list_ready_pool(JUNIOR, on=date(year - 1, 12, 31))]


@pytest.mark.both_databases
def test_ready_items_fall_to_review_and_leave_assembly_at_once(app: Flask) -> None:
    make_items()
    assert pool() == ["JC-01-1000", "JC-01-1001", "JC-01-2000", "JC-01-3000"]
    editor = make_editor()
    lapses = change(date(2026, 12, 31), actor_id=editor)
    assert lapses == [Lapse(LAW, "2026-10-01", ["JC-01-1000", "JC-01-1001"])]
    attention = {"reason": "law-changed", "law": LAW, "version": "2026-10-01"}
    assert states() == {
        "JC-01-1000": ("needs-review", attention),
        "JC-01-1001": ("needs-review", attention),
        "JC-01-1002": ("needs-review", attention),  # waited already, now it says why
        "JC-01-1003": ("draft", None),
        "JC-01-1004": ("retired", None),
        "JC-01-2000": ("ready", None),
        "JC-01-3000": ("ready", None),
    }
    assert pool() == ["JC-01-2000", "JC-01-3000"]
    assert list_versions()[LAW].spans == [
        Span("2023-12-29", date(2024, 9, 5), date(2026, 12, 30)),
        Span("2026-10-01", date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("start", "falls"),
    [
        (date(2026, 11, 23), True),  # tomorrow, and before the lens day
        (date(2026, 12, 31), True),  # on the lens day itself
        (date(2027, 1, 1), False),  # the former version is law on 31 December
        (date(2027, 7, 1), False),
    ],
)
def test_the_lens_day_decides_whether_items_fall_now(app: Flask, start: date, falls: bool) -> None:
    make_items()
    editor = make_editor()
    assert bool(change(start, actor_id=editor)) is falls
    assert states()["JC-01-1000"][0] == ("needs-review" if falls else "ready")
    assert ("JC-01-1000" in pool(2027)) is not falls
    assert "JC-01-1000" not in pool(2028)  # a later exam is never assembled from it


def test_items_that_hold_for_this_exam_fall_when_the_next_one_begins_to_count(app: Flask) -> None:
    make_items()
    change(date(2027, 1, 1))
    for moment, status in ((LAST_OF_JUNE, "ready"), (FIRST_OF_JULY, "needs-review")):
        db.session.rollback()
        with writing():
            follow_law(now=moment)
            db.session.commit()
        assert states()["JC-01-1000"][0] == status


def test_doing_it_again_does_nothing(app: Flask) -> None:
    make_items()
    change(date(2026, 12, 1))
    notices, entries, before = all_notices(), acts(), states()
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for _again in range(2):
            db.session.rollback()
            with writing():
                assert lapse_items(actor_id=None, now=NOON) == []
                db.session.commit()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert statements
    assert [said for said in statements if said.startswith(("UPDATE", "INSERT"))] == []
    assert (all_notices(), acts(), states()) == (notices, entries, before)


def test_the_next_exam_can_be_named(app: Flask) -> None:
    make_items()
    change(date(2027, 1, 1))
    db.session.rollback()
    with writing():
        fallen = lapse_items(actor_id=None, now=NOON, exam_year=2028)
        db.session.commit()
    assert [lapse.items for lapse in fallen] == [["JC-01-1000", "JC-01-1001"]]


def all_notices() -> list[tuple[int, str, dict[str, object], str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Notice).order_by(Notice.user_id, Notice.id))
    return [(n.user_id, n.kind, json.loads(n.arguments), n.url) for n in rows]


def acts() -> list[tuple[str, int | None, dict[str, object]]]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))
    return [
        (e.action, e.actor_id, json.loads(e.detail))
        for e in rows
        if e.action.startswith("itembank")
    ]


@pytest.mark.both_databases
def test_every_editor_gets_one_notice_and_the_audit_log_its_lines(app: Flask) -> None:
    make_items()
    chen, gao = make_editor(), make_editor()
    make_user("赵明", roles=[Role.ITEM_REVIEWER])
    make_user("林美华")
    change(date(2026, 12, 1), actor_id=chen)
    said = {"law": "慈善法", "count": 2, "year": 0}
    url = "/bank/items?law=charity-law&status=needs-review"
    assert all_notices() == [(user, "itembank.law_changed", said, url) for user in (chen, gao)]
    sentence = notice_sentence("itembank.law_changed", said)
    assert "慈善法" in sentence
    assert "2" in sentence
    versions = ["2023-12-29", "2026-10-01"]
    items = ["JC-01-1000", "JC-01-1001"]
    assert acts() == [
        ("itembank.lapse_items", chen, {"law": LAW, "version": "2026-10-01", "items": items}),
        ("itembank.change_law", chen, {"law": LAW, "versions": versions, "later": 0}),
    ]


@pytest.mark.parametrize("start", [date(2027, 1, 1), date(2027, 3, 1)])
def test_editors_are_told_from_which_exam_on_items_no_longer_hold(app: Flask, start: date) -> None:
    make_items()
    chen = make_editor()
    change(start, actor_id=chen)
    said = {"law": "慈善法", "count": 2, "year": 2028}
    url = "/bank/laws/charity-law?year=2028#items"
    assert all_notices() == [(chen, "itembank.law_will_change", said, url)]
    assert "2028" in notice_sentence("itembank.law_will_change", said)


def test_a_law_without_items_disturbs_nobody(app: Flask) -> None:
    with writing():
        make_law(LAW)
        db.session.commit()
    assert change(date(2026, 12, 1)) == []
    assert all_notices() == []
    assert [act for act, _actor, _detail in acts()] == ["itembank.change_law"]


@pytest.mark.both_databases
def test_a_refused_version_changes_nothing(app: Flask) -> None:
    make_items()
    editor = make_editor()
    before = (states(), list_versions(), acts())
    db.session.rollback()
    with writing(), pytest.raises(VersionKnown):
        promulgate(
            LAW,
            version=date(2023, 12, 29),
            effective_from=date(2026, 12, 1),
            source="数据库",
            actor_id=editor,
            now=NOON,
        )
    db.session.rollback()
    assert (states(), list_versions(), acts()) == before


def test_a_law_that_nobody_knows_has_no_versions(app: Flask) -> None:
    with writing(), pytest.raises(NoResultFound):
        promulgate(
            "no-law",
            version=date(2026, 10, 1),
            effective_from=date(2026, 12, 1),
            source="数据库",
            actor_id=1,
            now=NOON,
        )


def test_an_older_revision_on_the_old_version_does_not_hold_an_item_back(app: Flask) -> None:
    """Only what the item says today counts."""
    with writing():
        old = make_law(LAW)
        item = make_item("A", code="JC-01-1000", anchors=[(old, "3", "公益")])
        db.session.flush()
        newer = make_item("A", code="JC-01-1001").latest
        newer.item_id, newer.number = item.id, 2
        item.latest_number = 2
        db.session.commit()
    change(date(2026, 12, 1))
    assert states()["JC-01-1000"] == ("ready", None)


def test_the_first_anchor_that_has_ended_says_why(app: Flask) -> None:
    with writing():
        holds, ends = make_law("a-law"), make_law(LAW)
        anchors = [(holds, "1", "甲"), (ends, "3", "乙")]
        make_item("A", code="JC-01-1000", anchors=anchors)
        db.session.commit()
    change(date(2026, 12, 1))
    assert states()["JC-01-1000"][1] == {
        "reason": "law-changed",
        "law": LAW,
        "version": "2026-10-01",
    }


def test_a_law_that_ends_without_a_new_one_names_no_version(app: Flask) -> None:
    with writing():
        version = make_law(LAW, effective_to=date(2026, 6, 30))
        make_item("A", code="JC-01-1000", anchors=[(version, "3", "公益")])
        db.session.commit()
    db.session.rollback()
    with writing():
        assert lapse_items(actor_id=None, now=NOON) == [Lapse(LAW, "", ["JC-01-1000"])]
        db.session.commit()
    assert states()["JC-01-1000"][1] == {"reason": "law-changed", "law": LAW, "version": ""}


# ---------------------------------------------------------------- through the files

OLD = '{version: "2023-12-29", effective_from: "2024-09-05", effective_to: null, source: 数据库}'
NEW = """{version: "2023-12-29", effective_from: "2024-09-05", effective_to: "2026-11-30", source: 数据库}
    - {version: "2026-10-01", effective_from: "2026-12-01", source: 数据库}"""


def load(folder: Path, **texts: str) -> None:
    bank = check_bank(write_bank(folder, **texts), on=ON)
    assert bank.findings == []
    db.session.rollback()
    with writing():
        assert check_stored(bank) == []
        load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()
    db.session.remove()


@pytest.mark.both_databases
def test_a_load_of_changed_laws_sends_items_of_the_site_to_review(
    app: Flask, tmp_path: Path
) -> None:
    chen = make_editor()
    load(tmp_path)
    with writing():
        version = db.session.scalars(
            select(LawVersion).where(LawVersion.version == "2023-12-29")
        ).one()
        make_item("A", code="JC-01-7000", anchors=[(version, "3", "公益")])  # written in the site
        db.session.commit()
    db.session.remove()
    laws = {LAWS: (tmp_path / LAWS).read_text().replace(OLD, NEW)}
    bank = check_bank(write_bank(tmp_path, **laws), on=ON)
    # the files' own item rests on the old version: refused until its anchor is renewed
    assert [(f.file, f.code) for f in bank.findings] == [(ITEMS, "anchor_not_in_force")]
    text = (tmp_path / ITEMS).read_text()
    renewed = text.replace('version: "2023-12-29"', 'version: "2026-10-01"')
    load(tmp_path, **laws, **{ITEMS: renewed})
    found = states()
    assert found["JC-01-7000"][0] == "needs-review"
    assert found["JC-02-0001"] == ("ready", None)  # renewed in the same load
    assert [(user, kind) for user, kind, _said, _url in all_notices()] == [
        (chen, "itembank.law_changed")
    ]
    assert [act for act, _actor, _detail in acts()][-2:] == [
        "itembank.lapse_items",
        "itembank.change_law",
    ]


def test_a_load_that_changes_no_law_says_nothing_of_laws(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path)
    assert {act for act, _actor, _detail in acts()} == {"itembank.load"}


@pytest.mark.both_databases
def test_renewed_anchors_in_the_files_bring_a_fallen_item_back(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    change(date(2026, 12, 1))
    assert states()["JC-02-0001"][0] == "needs-review"
    stale = check_bank(write_bank(tmp_path), on=ON)
    assert [finding.code for finding in check_stored(stale)] == ["law_version_dropped"]
    text = (tmp_path / ITEMS).read_text()
    renewed = text.replace('version: "2023-12-29"', 'version: "2026-10-01"')
    load(tmp_path, **{LAWS: (tmp_path / LAWS).read_text().replace(OLD, NEW), ITEMS: renewed})
    assert states()["JC-02-0001"] == ("ready", None)
    assert "JC-02-0001" in pool()
