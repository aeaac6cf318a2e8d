"""How what is found in a sheet of graduates is told: a sentence for each finding, names of states."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from trainingapp.credentials.sheets.columns import HEADINGS
from trainingapp.rules.graduates import Finding

SENTENCES: Mapping[str, LazyString] = {
    # cells
    "formula_in_cell": _("The cell holds a formula; write the value itself."),
    "error_in_cell": _("The cell holds an error of a formula; write the value itself."),
    "control_character": _("The text holds a character that cannot be seen; type it again."),
    "text_too_long": _("The text is longer than %(limit)s characters; shorten it."),
    "date_in_cell": _("Excel has made a date of this; format the cell as text and type it again."),
    "value_odd": _("This is a time or a yes/no value; write text here."),
    "figures_lost": _(
        "Excel keeps this as a number and has lost its last figures; format the cell as text and type it again."
    ),
    # the person
    "name_missing": _("The name is missing."),
    "name_odd": _("A name has letters only, with a “·” between its parts."),
    "name_short": _("A name has at least two characters."),
    "id_old": _("This is an ID number of the old form with 15 figures; write the one with 18."),
    "id_length": _("An ID number has 18 characters; this one has %(length)s."),
    "id_characters": _("An ID number has figures only; the last may be an X."),
    "id_birthday": _("The birthday in the ID number cannot be."),
    "id_check": _(
        "The last character of the ID number does not fit the others: a figure is wrong."
    ),
    "id_region": _("The ID number begins with a province that does not exist."),
    "id_too_young": _("By the ID number the person is under 14."),
    "student_characters": _("A student number has letters and figures only."),
    "enrolled_too_young": _("By the ID number the person was under %(years)s at enrolment."),
    # what was studied
    "major_missing": _("The major is missing."),
    "major_odd": _("This is no name of a major."),
    "code_malformed": _("A code of the catalogue looks like 030302, 035200 or 120203K."),
    "code_contradicts_major": _(
        "The code %(value)s is that of social work; the major says otherwise."
    ),
    "code_contradicts_level": _("The code %(value)s belongs to another level of study."),
    "catalogue_unknown": _("Write the year of the catalogue, such as 2020."),
    "level_missing": _("The level of study is missing."),
    "level_unknown": _("This level is not known here; write one of: %(allowed)s."),
    "mode_missing": _("The mode of study is missing."),
    "mode_unknown": _("This mode is not known here; write one of: %(allowed)s."),
    "conclusion_unknown": _("This conclusion is not known here; write one of: %(allowed)s."),
    # days
    "enrolled_on_missing": _("The day of enrolment is missing."),
    "ended_on_missing": _("There is a number of a diploma, but no day of graduation."),
    "degree_on_missing": _("There is a number of a degree, but no day of its award."),
    "date_unreadable": _("This is no date; write it like 2026-06-30."),
    "date_without_day": _("The day is missing; write the date like 2026-06-30."),
    "date_impossible": _("There is no such day in the calendar."),
    "date_out_of_time": _("The date lies before 1950 or after 2100."),
    "day_to_come": _("This day is still to come; only papers that are awarded are loaded."),
    "ends_before_begins": _("This day is not after the day of enrolment."),
    # papers
    "no_paper": _(
        "The row has neither a diploma nor a degree; it needs one of them, with number and day."
    ),
    "graduation_number_missing": _("There is a day of graduation, but no number of the diploma."),
    "degree_number_missing": _("There is a day of award, but no number of the degree."),
    "number_characters": _("The number of a paper has letters and figures only."),
    "number_short": _("The number of a paper has at least %(least)s characters."),
    "numbers_equal": _("Diploma and degree have the same number; each paper has its own."),
    "degree_of_associate": _(
        "There is no degree at junior college; leave this empty or correct the level."
    ),
    "degree_without_graduation": _(
        "Who has only completed the studies gets no degree; correct the conclusion or leave this empty."
    ),
    # twice
    "person_two_names": _("Row %(row)s has the same ID number under another name."),
    "student_twice": _("Row %(row)s has the same student number for somebody else."),
    "studies_twice": _("Row %(row)s has the same paper of this person in this major already."),
    "paper_twice": _("Row %(row)s has the same number."),
    "paper_loaded": _("A paper with this number is loaded already."),
    "paper_elsewhere": _(
        "Another university has loaded a paper with this number. Compare it; if it is right, write to the site."
    ),
    "studies_loaded": _(
        "This paper of this person in this major is loaded already, with another number."
    ),
    "person_loaded_as": _("This ID number is loaded already under another name."),
    # notes: the row can be loaded
    "id_missing": _("Without an ID number the graduate finds the record only by name and number."),
    "code_other": _(
        "The major is social work, but the code is another one. Compare it with the catalogue of that year."
    ),
    "span_short": _("The studies took less than one and a half years. Compare the days."),
    "span_long": _("The studies took more than eight years. Compare the days."),
    "degree_before_graduation": _("The degree was awarded before graduation. Compare the days."),
    "number_unusual": _(
        "Diplomas since 2001 usually have numbers of 18 figures. Compare the number with the paper."
    ),
    "number_year": _("The number does not hold the year of the award. Compare it with the paper."),
    "number_level": _("By the number this is another level of study. Compare it with the paper."),
    "unknown_column": _("No column is called “%(heading)s”; it is not read."),
    # what stays when a sheet is taken back
    "kept_claimed": _("The graduate has taken this record; it stays. Ask the desk to correct it."),
    "kept_verified": _("Somebody else has verified this record since; it stays."),
    "kept_replaced": _("Another record has taken its place; it stays as its history."),
    "kept_used": _("A credential rests on this record; it stays."),
}

STATES = {
    "checked": (_("Checked, not loaded"), "warning"),
    "loaded": (pgettext("sheet", "Loaded"), "success"),
    "undone": (pgettext("sheet", "Taken back"), "neutral"),
}
OFFERS = {
    "offered": (_("Waits for the graduate"), "info"),
    "claimed": (_("Taken by the graduate"), "success"),
    "refused": (_("The graduate says it is not theirs"), "danger"),
    "withdrawn": (pgettext("sheet", "Taken back"), "neutral"),
    "left": (_("The graduate has left the site"), "neutral"),
}


def tell_finding(finding: Finding) -> str:
    """The sentence of a finding in the reader's language."""
    return str(SENTENCES[finding.code]) % dict(finding.parameters)


def tell_weight(finding: Finding) -> tuple[str, str]:
    """How bad a finding is, and its tone."""
    if finding.code.startswith("kept_"):
        return str(pgettext("finding", "Stays")), "neutral"
    if finding.is_error:
        return str(pgettext("finding", "Error")), "danger"
    return str(pgettext("finding", "Note")), "warning"


def tell_column(finding: Finding) -> str:
    """The heading of the column of a finding."""
    return HEADINGS[finding.column].heading if finding.column else ""
