"""What a change of law does: ready items that rest on law which has ended go back to review, and editors are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, select, update

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.exam_years import law_day_at
from trainingapp.itembank.law_notices import tell_editors
from trainingapp.itembank.models import BankItem, ItemRevision, Law, LawAnchor, LawVersion
from trainingapp.rules.item_states import Act, next_status
from trainingapp.rules.items import Status
from trainingapp.rules.law_versions import Span, add_version, find_in_force, first_exam_without
from trainingapp.web.i18n import SHANGHAI

REASON = "law-changed"
AWAITING = (Status.READY, Status.NEEDS_REVIEW)  # a draft meets the law when it is sent to review
STEP = 5_000  # identities in one statement


class LawVersions(NamedTuple):
    """A law with the days of its versions."""

    id: int
    short: str
    spans: list[Span]


class Lapse(NamedTuple):
    """What a law that has ended did: the version that counts instead ("" for none) and the items that fell."""

    law: str
    version: str
    items: list[str]


class _Ended(NamedTuple):
    id: int
    code: str
    status: str
    attention: dict[str, str] | None
    law: str


def list_versions() -> dict[str, LawVersions]:
    """Every law by its code."""
    query = (
        select(Law, LawVersion)
        .join(LawVersion, LawVersion.law_id == Law.id)
        .order_by(Law.code, LawVersion.effective_from, LawVersion.version)
        .execution_options(populate_existing=True)
    )
    found: dict[str, LawVersions] = {}
    for law, version in db.session.execute(query):
        known = found.setdefault(law.code, LawVersions(law.id, law.short, []))
        known.spans.append(read_span(version))
    return found


def read_span(version: LawVersion) -> Span:
    """A stored version as the rules know it."""
    return Span(version.version, version.effective_from, version.effective_to)


def promulgate(
    code: str,
    *,
    version: date,
    effective_from: date,
    source: str,
    actor_id: int,
    now: datetime,
) -> list[Lapse]:
    """Add a new version of a law: the newest known one gets its last day, and the items follow (`follow_changes`).

    :raises NoResultFound: when there is no such law.
    :raises LawVersionRefused: when the version cannot follow those that are known (`rules.law_versions.add_version`).
    """
    law = db.session.execute(select(Law).where(Law.code == code).with_for_update()).scalar_one()
    before = list_versions()
    known = before[code].spans if code in before else []
    new = Span(version.isoformat(), effective_from)
    spans = add_version(known, new, today=now.astimezone(SHANGHAI).date())
    for span in set(spans) - {*known, new}:
        ended = update(LawVersion).where(
            LawVersion.law_id == law.id, LawVersion.version == span.version
        )
        db.session.execute(ended.values(effective_to=span.end))
    row = {"law_id": law.id, "version": new.version, "effective_from": new.start, "source": source}
    db.session.execute(insert(LawVersion), [row])
    return follow_changes(before, actor_id=actor_id, now=now)


def follow_changes(
    before: Mapping[str, LawVersions],
    *,
    actor_id: int | None,
    now: datetime,
    exam_year: int | None = None,
) -> list[Lapse]:
    """Let the items follow laws whose versions differ from what they were; note it and tell the editors.

    A law that was not known before has no items and changes nothing.
    """
    after = list_versions()
    lapses = lapse_items(actor_id=actor_id, now=now, exam_year=exam_year)
    on = law_day_at(now, exam_year)
    for code, law in after.items():
        if code not in before or before[code].spans == law.spans:
            continue
        later = _count_ending(code, on)
        detail = {"law": code, "versions": [span.version for span in law.spans], "later": later}
        _record("change_law", law, actor_id, detail=detail, now=now)
        if later:
            tell_editors(
                "law_will_change", code, law.short, count=later, year=_year(law, on), now=now
            )
    return lapses


def lapse_items(
    *, actor_id: int | None, now: datetime, exam_year: int | None = None
) -> list[Lapse]:
    """Send every ready item to review whose latest revision rests on law that ended before the lens day.

    The day is that of the next exam unless a year is named, so an item falls when a new version takes effect in time
    for that exam, or in July when the next exam begins to ask for it. Attempts and forms keep the revisions they have.
    Items that wait for a review anyway are marked and not counted. Editors get one notice for each law. Doing it again
    does nothing.
    """
    on = law_day_at(now, exam_year)
    ended = _list_ended(on)
    if not ended:
        return []
    laws = list_versions()
    lapses = []
    for code in sorted({row.law for row in ended}):
        counting = find_in_force(laws[code].spans, on)
        attention = {
            "reason": REASON,
            "law": code,
            "version": counting.version if counting else "",
        }
        rows = [row for row in ended if row.law == code]
        _mark(rows, attention)
        fallen = [row.code for row in rows if row.status == Status.READY]
        if fallen:
            lapses.append(Lapse(code, attention["version"], fallen))
            detail = {"law": code, "version": attention["version"], "items": fallen}
            _record("lapse_items", laws[code], actor_id, detail=detail, now=now)
            tell_editors("law_changed", code, laws[code].short, count=len(fallen), year=0, now=now)
    return lapses


def _list_ended(on: date) -> list[_Ended]:
    """Each item once, with the law of the first of its anchors that has ended; those marked already left out."""
    query = (
        _anchored(BankItem.id, BankItem.code, BankItem.status, BankItem.attention, Law.code)
        .where(LawVersion.effective_to < on, BankItem.status.in_(AWAITING))
        .order_by(BankItem.code, LawAnchor.position)
        .with_for_update(of=BankItem)
    )
    found: dict[int, _Ended] = {}
    for row in db.session.execute(query):
        found.setdefault(row[0], _Ended(*row))
    return [row for row in found.values() if row.status == Status.READY or not row.attention]


def _anchored(*columns: Any) -> Select[Any]:
    query: Select[Any] = select(*columns)
    return (
        query.select_from(BankItem)
        .join(ItemRevision, LATEST)
        .join(LawAnchor, LawAnchor.item_revision_id == ItemRevision.id)
        .join(LawVersion, LawVersion.id == LawAnchor.law_version_id)
        .join(Law, Law.id == LawVersion.law_id)
    )


def _mark(rows: Sequence[_Ended], attention: dict[str, str]) -> None:
    for status in AWAITING:
        ids = [row.id for row in rows if row.status == status]
        for part in _parts(ids):
            changed = update(BankItem).where(BankItem.id.in_(part))
            values = {"status": str(next_status(status, Act.LAPSE)), "attention": attention}
            db.session.execute(changed.values(**values))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), STEP):
        yield ids[start : start + STEP]


def _count_ending(code: str, on: date) -> int:
    """How many ready items rest on a version of the law that still counts on that day and whose last day is known."""
    query = _anchored(func.count(BankItem.id.distinct())).where(
        Law.code == code,
        LawVersion.effective_from <= on,
        LawVersion.effective_to >= on,
        BankItem.status == Status.READY,
    )
    return int(db.session.execute(query).scalar_one())


def _year(law: LawVersions, on: date) -> int:
    """The first exam that no longer asks for the version in force on that day; 0 when no end is known."""
    counting = find_in_force(law.spans, on)
    return first_exam_without(counting.end) if counting and counting.end else 0


def _record(
    verb: str,
    law: LawVersions,
    actor_id: int | None,
    *,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    record(
        f"itembank.{verb}",
        actor_id=actor_id,
        subject="law",
        subject_id=law.id,
        detail=detail,
        now=now,
    )
