"""The lists of recognised programmes as the rules read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.recognition import ProgrammeRecognition
from trainingapp.credentials.shipped_recognition import list_shipped_lines
from trainingapp.extensions import db
from trainingapp.rules.eligibility_facts import StudyField
from trainingapp.rules.recognition import Line, MatchKind, Programme, recognise
from trainingapp.rules.verification import RecordStatus

SURE = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)


def list_recognitions(text: str = "", *, counts_as: str = "") -> Select[ProgrammeRecognition]:
    """Every line, or those that hold a text or count as something; by name, the newest first."""
    rows = select(ProgrammeRecognition)
    if counts_as:
        rows = rows.where(ProgrammeRecognition.counts_as == counts_as)
    if text:
        places = (ProgrammeRecognition.value, ProgrammeRecognition.institution_name)
        rows = rows.where(or_(*(place.contains(text, autoescape=True) for place in places)))
    return rows.order_by(
        ProgrammeRecognition.counts_as.desc(),
        ProgrammeRecognition.value,
        ProgrammeRecognition.id.desc(),
    )


def has_lines() -> bool:
    """Whether any line was ever entered."""
    return db.session.scalar(select(ProgrammeRecognition.id).limit(1)) is not None


def get_recognition(line_id: int) -> ProgrammeRecognition:
    """One line. :raises NoResultFound: no such line."""
    return db.session.get_one(ProgrammeRecognition, line_id)


def read_lines() -> Sequence[Line]:
    """All lines as the rules read them."""
    return [_line(row) for row in db.session.scalars(select(ProgrammeRecognition))]


def _line(row: ProgrammeRecognition) -> Line:
    return Line(
        id=row.id,
        match_kind=MatchKind(row.match_kind),
        value=row.value,
        is_social_work=row.counts_as == StudyField.SOCIAL_WORK,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        institution_name=row.institution_name,
        level=row.level,
    )


def find_line(degree: DegreeRecord, lines: Sequence[Line]) -> Line | None:
    """The line that decides a paper by its day of award, or before it by the expected one."""
    day = degree.awarded_on or degree.expected_on
    assert day is not None  # the table asks for one of them
    programme = Programme(
        institution_name=degree.institution_name,
        level=degree.level,
        major=degree.major_as_printed,
        code=degree.major_code,
        day=day,
    )
    return recognise(programme, lines)


def list_sure_degrees() -> Sequence[DegreeRecord]:
    """Every verified paper: a changed list may decide it differently."""
    rows = select(DegreeRecord).where(DegreeRecord.status.in_(SURE)).order_by(DegreeRecord.id)
    return db.session.scalars(rows).all()


def find_recognition(degree: DegreeRecord) -> ProgrammeRecognition | None:
    """The line by which a verified paper was decided."""
    if degree.recognition_id is None:
        return None
    return db.session.get(ProgrammeRecognition, degree.recognition_id)


def find_shown_line(degree: DegreeRecord) -> ProgrammeRecognition | None:
    """The line that would decide a paper now, before anybody has verified it."""
    line = find_line(degree, read_lines())
    return None if line is None else db.session.get(ProgrammeRecognition, line.id)


def count_missing() -> int:
    """How many shipped lines have not been entered."""
    known = {(line.match_kind, line.value, line.level) for line in read_lines()}
    names = ("match_kind", "value", "level")
    shipped = {tuple(one[name] for name in names) for one in list_shipped_lines()}
    return len(shipped - known)
