"""What this site proposes, or recalls and has to confirm: no row of these may look like a rule of the law."""

from __future__ import annotations

from datetime import date

import pytest

from trainingapp.incubator.place_files import list_places

# area, key, value, confidence, first day, last day ("": none), document, article
Row = tuple[str, str, str | int | bool, str, str, str, str, str]
PROPOSED: list[Row] = [
    ("CN", "premises_warn_days", 60, "P", "2000-01-01", "", "", ""),
    ("CN", "register_within_months", 6, "P", "2000-01-01", "", "", ""),
    ("CN", "registration_required", False, "D", "2000-01-01", "", "", ""),
    ("CN", "registration_area", "", "D", "2000-01-01", "", "", ""),
    ("CN", "social_work_majors", "社会工作", "D", "2000-01-01", "", "", ""),
    ("CN", "full_time_fte", "0.8", "P", "2000-01-01", "", "", ""),
    ("CN", "supervision_hours", "2", "P", "2000-01-01", "", "", ""),
    ("CN", "supervision_group_hours", "4", "P", "2000-01-01", "", "", ""),
    ("CN", "supervision_first_year_factor", 2, "P", "2000-01-01", "", "", ""),
    ("CN", "pay_floor_is_local_average", False, "D", "2000-01-01", "", "", ""),
    ("CN", "filing_warn_days", 60, "P", "2000-01-01", "", "", ""),
    ("CN", "filing_correction_months", 3, "D", "2005-06-01", "", "民政部令第27号", ""),
    ("CN", "address_check_months", 12, "P", "2000-01-01", "", "", ""),
    ("CN", "grade_warn_days", 180, "P", "2000-01-01", "", "", ""),
    ("CN", "tax_warn_days", 180, "P", "2000-01-01", "", "", ""),
    ("CN", "seal_filing_days", 60, "P", "2000-01-01", "", "", ""),
    ("CN", "recheck_months", 12, "P", "2000-01-01", "", "", ""),
    ("CN", "purchase_years", 3, "D", "2000-01-01", "", "财政部令第102号", ""),
    ("CN", "grant_account_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "report_monthly", False, "P", "2000-01-01", "", "", ""),
    ("CN", "report_quarterly", True, "P", "2000-01-01", "", "", ""),
    ("CN", "report_yearly", True, "P", "2000-01-01", "", "", ""),
    ("CN", "report_due_days", 10, "P", "2000-01-01", "", "", ""),
    ("CN", "report_note_percent", "20", "P", "2000-01-01", "", "", ""),
    ("CN", "smallest_group", 5, "P", "2000-01-01", "", "", ""),
    ("CN", "income_source_percent", "10", "P", "2000-01-01", "", "", ""),
    ("CN", "report_very_late_days", 14, "P", "2000-01-01", "", "", ""),
    ("CN", "screening_working_days", 5, "P", "2000-01-01", "", "", ""),
    ("CN", "resubmission_grace_days", 10, "P", "2000-01-01", "", "", ""),
    ("CN", "credit_check_days", 7, "P", "2000-01-01", "", "", ""),
    ("CN", "reviewers_min", 3, "P", "2000-01-01", "", "", ""),
    ("CN", "reviewers_max", 5, "P", "2000-01-01", "", "", ""),
    ("CN", "review_days", 10, "P", "2000-01-01", "", "", ""),
    ("CN", "admission_pass", "70", "P", "2000-01-01", "", "", ""),
    ("CN", "admission_criterion_min", "3", "P", "2000-01-01", "", "", ""),
    ("CN", "spread_alert", "25", "P", "2000-01-01", "", "", ""),
    ("CN", "trimmed_mean_from", 5, "P", "2000-01-01", "", "", ""),
    ("CN", "bonus_max", "3", "P", "2000-01-01", "", "", ""),
    ("CN", "notice_working_days", 5, "P", "2000-01-01", "", "", ""),
    ("CN", "appeal_days", 10, "P", "2000-01-01", "", "", ""),
    ("CN", "unsigned_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "trial_months", 3, "P", "2000-01-01", "", "", ""),
    ("CN", "baseline_working_days", 20, "P", "2000-01-01", "", "", ""),
    ("CN", "midterm_pass", "60", "P", "2000-01-01", "", "", ""),
    ("CN", "midterm_percent", 50, "P", "2000-01-01", "", "", ""),
    ("CN", "rectification_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "extension_months", 6, "P", "2000-01-01", "", "", ""),
    ("CN", "extensions_max", 2, "P", "2000-01-01", "", "", ""),
    ("CN", "residence_months", 24, "P", "2000-01-01", "", "", ""),
    ("CN", "suspension_months", 3, "P", "2000-01-01", "", "", ""),
    ("CN", "growth_full_index", "25", "P", "2000-01-01", "", "", ""),
    ("CN", "risk_high", 15, "P", "2000-01-01", "", "", ""),
    ("CN", "risk_medium", 8, "P", "2000-01-01", "", "", ""),
    ("CN", "near_exit_days", 90, "P", "2000-01-01", "", "", ""),
    ("CN", "graduation_pass", "75", "P", "2000-01-01", "", "", ""),
    ("CN", "graduation_extend_from", "60", "P", "2000-01-01", "", "", ""),
    ("CN", "leave_notice_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "hearing_working_days", 5, "P", "2000-01-01", "", "", ""),
    ("CN", "followup_months", "3,6,12", "P", "2000-01-01", "", "", ""),
    ("CN", "followup_failed_contacts", 3, "P", "2000-01-01", "", "", ""),
    ("CN", "followup_early_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "filing_start_date", "01-01", "P", "2000-01-01", "", "", ""),
    ("CN", "close_figures_date", "01-31", "P", "2000-01-01", "", "", ""),
    ("CN", "survey_date", "01-31", "P", "2000-01-01", "", "", ""),
    ("CN", "pass_check_date", "06-30", "P", "2000-01-01", "", "", ""),
    ("CN", "entry_date", "06-30", "P", "2000-01-01", "", "", ""),
    ("CN", "grading_from_date", "10-01", "P", "2000-01-01", "", "", ""),
    ("CN", "grading_to_date", "12-31", "P", "2000-01-01", "", "", ""),
    ("CN", "yearly_report_date", "12-31", "P", "2000-01-01", "", "", ""),
    ("CN", "revert_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "breach_days_to_rectification", 60, "P", "2000-01-01", "", "", ""),
    ("CN", "remedy_days_red", 15, "P", "2000-01-01", "", "", ""),
    ("CN", "remedy_days_amber", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "reminder_days", "7,1,0", "P", "2000-01-01", "", "", ""),
    ("CN", "escalation_days", 7, "P", "2000-01-01", "", "", ""),
    ("CN", "expiry_reminder_days", "180,90,30,7,0", "P", "2000-01-01", "", "", ""),
    ("CN", "expiry_reminder_days_agency", "90,30", "P", "2000-01-01", "", "", ""),
    ("CN", "soon_days", 30, "P", "2000-01-01", "", "", ""),
    ("CN", "statement_months", 12, "P", "2000-01-01", "", "", ""),
]

ROWS = [*PROPOSED]


@pytest.mark.parametrize("row", ROWS, ids=[f"{one[0]}-{one[1]}" for one in ROWS])
def test_a_row_of_a_place_stands_as_it_was_read(row: Row) -> None:
    area, key, value, confidence, begins, ends, document, article = row
    found = [one for one in list_places().rows if (one.area, one.key) == (area, key)]
    assert [(one.value, one.confidence) for one in found] == [(value, confidence)]
    assert found[0].valid_from == date.fromisoformat(begins)
    assert found[0].valid_to == (date.fromisoformat(ends) if ends else None)
    assert (found[0].document or "", found[0].article or "") == (document, article)


def test_no_proposal_is_missing_from_the_table() -> None:
    known = {(row.area, row.key) for row in list_places().rows if row.confidence in "DP"}
    assert known == {(row[0], row[1]) for row in PROPOSED}


@pytest.mark.parametrize("row", PROPOSED, ids=lambda one: one[1])
def test_a_proposal_names_no_article_and_what_is_recalled_says_what_to_confirm(row: Row) -> None:
    found = next(one for one in list_places().rows if (one.area, one.key) == (row[0], row[1]))
    assert found.article is None
    if row[3] == "D":
        assert found.note is not None
    else:
        assert found.document is None
