"""The fields of a sheet of graduates, each by itself: what a cell says, or the code of what is wrong with it.

Words are those that universities of the mainland write; identity numbers follow GB 11643-1999.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from trainingapp.rules.eligibility_facts import DegreeKind, DegreeLevel, StudyMode
from trainingapp.rules.identity import (
    IdNumberMisspelt,
    PersonTooYoung,
    id_check_character,
    read_id_number,
)

Cell = str | date
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
MOST_NAME, MOST_MAJOR, MOST_NUMBER, MOST_STUDENT = 60, 120, 30, 30
LEAST_NUMBER = 5

LEVELS: Mapping[str, DegreeLevel] = {
    **dict.fromkeys(("专科", "大专", "高职", "高职高专"), DegreeLevel.ASSOCIATE),
    **dict.fromkeys(("本科", "大学本科", "学士", "第二学士学位"), DegreeLevel.BACHELOR),
    **dict.fromkeys(("硕士", "硕士研究生"), DegreeLevel.MASTER),
    **dict.fromkeys(("博士", "博士研究生"), DegreeLevel.DOCTOR),
}
MODES: Mapping[str, StudyMode] = {
    **dict.fromkeys(("全日制", "普通全日制"), StudyMode.FULL_TIME),
    **dict.fromkeys(
        ("非全日制", "业余", "函授", "夜大学", "网络教育", "开放教育", "成人教育", "自学考试"),
        StudyMode.PART_TIME,
    ),
}
CONCLUSIONS: Mapping[str, DegreeKind] = {
    "毕业": DegreeKind.GRADUATION,
    "结业": DegreeKind.COMPLETION,
}
_NAME = re.compile(r"[^\W\d_]+(?:[·•.\s'’-][^\W\d_]+)*")
_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff()〔〕\[\]]*[0-9][0-9A-Z\u4e00-\u9fff()〔〕\[\]]*")
_STUDENT = re.compile(r"[0-9A-Z/._-]+")
_CODE = re.compile(r"[0-9]{4}(?:[0-9]{2}(?:TK|[TKZ])?)?")
_DAY = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))"
)
_MONTH = re.compile(r"[0-9]{4}(?:[-/.][0-9]{1,2}|年[0-9]{1,2}月|[0-9]{2})")


class Fault(Exception):  # noqa: N818 - the fact is the name
    """A cell that cannot be taken: the code of the sentence and what fills it, never a number of a person."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def fold(text: str) -> str:
    """Narrow letters and figures, without signs that nobody sees and without blanks around."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen).strip()


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        raise Fault("date_in_cell")
    return cell.strip()


def _limited(text: str, most: int) -> str:
    if len(text) > most:
        raise Fault("text_too_long", limit=most)
    return text


def read_name(cell: Cell) -> str:
    """A name in its composed form. Rare characters stay as they are typed. :raises Fault: it cannot be one."""
    text = " ".join(unicodedata.normalize("NFC", _text(cell)).split())
    _limited(text, MOST_NAME)
    if not _NAME.fullmatch(text):
        raise Fault("name_odd")
    if len(text) < 2:
        raise Fault("name_short")
    return text


def name_key(name: str) -> str:
    """Names that are written alike, whatever blanks, dots and widths."""
    return re.sub(r"[\s·•.'’-]", "", unicodedata.normalize("NFKC", name)).casefold()


def read_person_number(cell: Cell, *, today: date) -> tuple[str, date]:
    """An identity number of a resident and the birthday in it. :raises Fault: which part of it is wrong."""
    number = re.sub(r"[\s\-‐-―]", "", fold(_text(cell))).upper()
    _check_signs(number)
    born_on = _read_birthday(number[6:14], today)
    if number[17] != id_check_character(number[:17]):
        raise Fault("id_check")
    try:
        read_id_number(number, today=today)
    except PersonTooYoung:
        raise Fault("id_too_young") from None
    except IdNumberMisspelt:  # nothing else is left
        raise Fault("id_region") from None
    return number, born_on


def _check_signs(number: str) -> None:
    if re.fullmatch(r"[0-9]{15}", number):
        raise Fault("id_old")
    if len(number) != 18:
        raise Fault("id_length", length=len(number))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Fault("id_characters")


def _read_birthday(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Fault("id_birthday") from None
    if not date(1900, 1, 1) <= born_on <= today:
        raise Fault("id_birthday")
    return born_on


def read_student_number(cell: Cell) -> str:
    """The number that the university gave. :raises Fault: it holds other signs, or is too long."""
    text = _limited(re.sub(r"\s", "", fold(_text(cell))).upper(), MOST_STUDENT)
    if not _STUDENT.fullmatch(text):
        raise Fault("student_characters")
    return text


def read_major(cell: Cell) -> str:
    """The major as the certificate prints it. :raises Fault: it is longer than any, or has no word in it."""
    text = _limited(unicodedata.normalize("NFC", _text(cell)), MOST_MAJOR)
    if not re.search(r"[^\W\d_]{2}", text):
        raise Fault("major_odd")
    return text


def read_major_code(cell: Cell) -> str:
    """A code of the catalogues: 030302, 035200, 120203K, four figures for a field. :raises Fault: another form."""
    text = re.sub(r"\s", "", fold(_text(cell))).upper()
    if not _CODE.fullmatch(text):
        raise Fault("code_malformed")
    return text


def read_catalogue(cell: Cell, *, today: date) -> str:
    """The year of the edition of the catalogue. :raises Fault: it is no year since 1963, or one to come."""
    text = fold(_text(cell)).removesuffix("版").removesuffix("年")
    if not re.fullmatch(r"\d{4}", text) or not 1963 <= int(text) <= today.year:
        raise Fault("catalogue_unknown")
    return text


def read_level(cell: Cell) -> DegreeLevel:
    """The level of study. :raises Fault: the word is not known."""
    word = fold(_text(cell))
    if word not in LEVELS:
        raise Fault("level_unknown", allowed="专科、本科、硕士、博士")
    return LEVELS[word]


def read_mode(cell: Cell) -> StudyMode:
    """How somebody studied. :raises Fault: the word is not known."""
    word = fold(_text(cell))
    if word not in MODES:
        raise Fault("mode_unknown", allowed="、".join(MODES))
    return MODES[word]


def read_conclusion(cell: Cell) -> DegreeKind:
    """How the studies ended. :raises Fault: the word is not known; who left without either has no certificate."""
    word = fold(_text(cell))
    if word not in CONCLUSIONS:
        raise Fault("conclusion_unknown", allowed="、".join(CONCLUSIONS))
    return CONCLUSIONS[word]


def read_day(cell: Cell) -> date:
    """A calendar date, as a date or as text. :raises Fault: it is none, lacks its day, or is not of our time."""
    day = cell if isinstance(cell, date) else _parse_day(fold(cell).replace(" ", ""))
    if not EARLIEST <= day <= LATEST:
        raise Fault("date_out_of_time")
    return day


def _parse_day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise Fault("date_without_day" if _MONTH.fullmatch(text) else "date_unreadable")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise Fault("date_impossible") from None


def read_number(cell: Cell) -> str:
    """The number of a certificate as printed: figures, capitals, on old ones words such as 字第…号.

    :raises Fault: it has other signs or no figure, is too short or too long.
    """
    text = re.sub(r"[\s\-‐-―]", "", fold(_text(cell))).upper()
    if not _NUMBER.fullmatch(text):
        raise Fault("number_characters")
    if len(text) < LEAST_NUMBER:
        raise Fault("number_short", least=LEAST_NUMBER)
    return _limited(text, MOST_NUMBER)
