"""The yearly report of a base on paper: what its frozen figures say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext, pgettext

from trainingapp.incubator import accounting_wording, compliance_wording, residence_wording
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.models import YearlySnapshot
from trainingapp.incubator.papers.letter_setting import set_paper
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.web.i18n import local_date, local_time, titled

Figures = Mapping[str, Any]
SHOWN = (Status.BREACH, Status.DUE_SOON, Status.UNKNOWN, Status.WAIVED)


def set_year(snapshot: YearlySnapshot) -> bytes:
    """The report as PDF. :raises NoFonts: the site was installed without its fonts."""
    return set_paper("yearly.typ", tell_year(snapshot))


def tell_year(snapshot: YearlySnapshot) -> dict[str, Any]:
    """The texts of a yearly report. Only what was frozen is told."""
    figures = snapshot.figures
    return {
        "title": pgettext("yearly", "Yearly report %(year)s", year=str(snapshot.year)),
        "base": figures["base"]["name"],
        "facts": _facts(snapshot),
        "notes": _notes(snapshot),
        "foot": f"{figures['base']['code']}-{snapshot.year}-{snapshot.number}",
        "sections": [
            _flow(figures["flow"]),
            _measures(figures["measures"]),
            _agencies(figures["agencies"]),
            _checks(figures["checks"]),
            _encounters(figures["encounters"]),
            _money(figures["money"]),
            _follow_ups(figures["follow_ups"]),
        ],
    }


def _facts(snapshot: YearlySnapshot) -> list[list[str]]:
    base = snapshot.figures["base"]
    found = [
        (pgettext("yearly", "Code of the base"), base["code"]),
        (pgettext("yearly", "Run by"), base["operator"]),
        (pgettext("yearly", "Authority in charge"), base["authority"]),
        (pgettext("yearly", "Desks"), str(base["desks"])),
        (pgettext("yearly", "Figures up to"), day_text(snapshot.figures["last_day"])),
        (pgettext("yearly", "Frozen on"), local_time(snapshot.made_at)),
        (pgettext("yearly", "Frozen by"), snapshot.made_by.display_name),
        (pgettext("yearly", "Number of this report"), str(snapshot.number)),
        (pgettext("yearly", "Fingerprint (SHA-256)"), snapshot.sha256),
    ]
    return [[label, text] for label, text in found if text]


def _notes(snapshot: YearlySnapshot) -> list[str]:
    found = [
        pgettext(
            "yearly",
            "Figures are computed from what is on record; nobody typed them. A dash means that there are no data.",
        ),
        pgettext(
            "yearly", "Ratios show both parts. What is unknown is counted apart, never as in order."
        ),
    ]
    if not snapshot.figures["is_over"]:
        found.insert(0, pgettext("yearly", "The year is not over: this report is provisional."))
    return found


def day_text(text: str | None) -> str:
    """A day of the figures as the reader writes days."""
    return local_date(date.fromisoformat(text)) if text else "—"


def _section(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, widths: str = ""
) -> dict[str, Any]:
    """A table with a title. `widths`: w for a column that takes the room, n for a number; else all are texts."""
    return {
        "title": title,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "widths": list(widths or "w" + "n" * (len(columns) - 1)),
        "empty": pgettext("yearly", "Nothing on record."),
    }


def _flow(flow: Figures) -> dict[str, Any]:
    words = {
        "at_begin": pgettext("yearly", "In incubation when the year began"),
        "cases_submitted": pgettext("yearly", "Applications handed in"),
        "cases_admitted": pgettext("yearly", "Admitted"),
        "moved_in": pgettext("yearly", "Moved in"),
        "graduated": pgettext("yearly", "Graduated"),
        "graduated_unextended": pgettext("yearly", "Of these without a longer stay"),
        "terminated": pgettext("yearly", "Left early"),
        "moved_out": pgettext("yearly", "Moved out"),
        "at_end": pgettext("yearly", "In incubation at the end"),
    }
    rows = [[label, str(flow[name])] for name, label in words.items()]
    columns = [pgettext("yearly", "What"), pgettext("yearly", "Cases")]
    return _section(pgettext("yearly", "Cases over the year"), columns, rows)


def _measures(measures: Sequence[Figures]) -> dict[str, Any]:
    columns = [
        pgettext("yearly", "Measure"),
        pgettext("yearly", "Value"),
        pgettext("yearly", "Unit"),
        pgettext("yearly", "Parts"),
    ]
    rows = [
        [
            f"{one['code']} {accounting_wording.measure_name(one['code'])}",
            number(one["value"]),
            _unit(one["code"]),
            _parts(one),
        ]
        for one in measures
    ]
    return _section(pgettext("yearly", "Figures of the base"), columns, rows, widths="wntn")


def _unit(code: str) -> str:
    entry = find_entry(code)
    return accounting_wording.unit_name(entry) if entry else ""


def _parts(one: Figures) -> str:
    """Both parts of a percentage; hours of minutes and the like say nothing by theirs."""
    entry = find_entry(one["code"])
    if entry is None or not entry.is_percent or one["denominator"] is None:
        return ""
    return f"{number(one['numerator'])} / {number(one['denominator'])}"


def number(text: str | None) -> str:
    """A number of the figures as it is printed; a dash without one."""
    return accounting_wording.number(None if text is None else Decimal(text))


def _agencies(agencies: Sequence[Figures]) -> dict[str, Any]:
    columns = [
        pgettext("yearly", "Agency"),
        pgettext("yearly", "Stage when frozen"),
        pgettext("yearly", "Moved in"),
        pgettext("yearly", "Left"),
        pgettext("yearly", "Qualified of full time"),
        pgettext("yearly", "Red / amber"),
        pgettext("yearly", "Meetings (hours)"),
        pgettext("yearly", "Reports on time"),
    ]
    rows = [
        [
            f"{one['name']} {one['number']}",
            titled(one["stage"]),
            day_text(one["entered_on"]),
            day_text(one["exit_on"]),
            "—" if one["full_time"] is None else f"{one['qualified']} / {one['full_time']}",
            f"{one['red']} / {one['amber']}",
            f"{one['meetings']} ({one['minutes'] / 60:.1f})",
            f"{one['reports_on_time']} / {one['reports_due']}",
        ]
        for one in agencies
    ]
    title = pgettext("yearly", "Agencies in incubation in the year")
    return _section(title, columns, rows, widths="wtttnnnn")


def _checks(checks: Sequence[Figures]) -> dict[str, Any]:
    columns = [
        pgettext("yearly", "Check"),
        *(str(compliance_wording.STATUSES[status]) for status in SHOWN),
    ]
    rows = [
        [
            _check_name(one["code"]),
            *(str(one["by_status"].get(status, 0)) for status in SHOWN),
        ]
        for one in checks
        if any(one["by_status"].get(status) for status in SHOWN)
    ]
    return _section(pgettext("yearly", "Standing before the law at the end"), columns, rows)


def _check_name(code: str) -> str:
    """A check that the site no longer makes keeps its row, by its code."""
    text = list_checks().by_code.get(code)
    return f"{code} {compliance_wording.said(text.title)}" if text else code


def _encounters(encounters: Sequence[Figures]) -> dict[str, Any]:
    columns = [
        pgettext("yearly", "Kind"),
        pgettext("yearly", "Times"),
        pgettext("yearly", "Hours"),
    ]
    rows = [
        [
            str(residence_wording.ENCOUNTERS[one["kind"]]),
            str(one["count"]),
            f"{one['minutes'] / 60:.1f}",
        ]
        for one in encounters
    ]
    return _section(pgettext("yearly", "Meetings with agencies"), columns, rows)


def _money(money: Figures) -> dict[str, Any]:
    columns = [
        pgettext("yearly", "What for"),
        pgettext("yearly", "Times"),
        pgettext("yearly", "Amount (yuan)"),
    ]
    rows = [
        [
            str(accounting_wording.PAYMENTS[one["kind"]]),
            str(one["count"]),
            accounting_wording.money(Decimal(one["amount"])),
        ]
        for one in money["payments"]
    ]
    signed = money["contracts"]
    if signed["count"]:
        amount = accounting_wording.money(Decimal(signed["amount"]))
        label = pgettext("yearly", "Contracts signed in cases of the base")
        rows.append([label, str(signed["count"]), amount])
    return _section(pgettext("yearly", "Money"), columns, rows)


def _follow_ups(follow_ups: Sequence[Figures]) -> dict[str, Any]:
    words = {str(one): str(text) for one, text in residence_wording.SURVIVALS.items()}
    words["not_asked"] = pgettext("yearly", "Not asked yet")
    columns = [pgettext("yearly", "Months after graduation"), *words.values()]
    rows = [
        [str(one["month"]), *(str(one["by_answer"].get(name, 0)) for name in words)]
        for one in follow_ups
    ]
    return _section(pgettext("yearly", "Graduates asked in the year"), columns, rows)


def file_name(snapshot: YearlySnapshot) -> str:
    """What the file is called."""
    label = gettext("Yearly report")
    return f"{snapshot.figures['base']['name']}-{label}-{snapshot.year}-{snapshot.number}.pdf"
