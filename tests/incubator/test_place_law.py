"""Every row of the shipped places: area, value, how sure, from when to when, on which document and article."""

from __future__ import annotations

from datetime import date

import pytest

from trainingapp.incubator.place_files import is_value, list_places

# area, key, value, confidence, first day, last day ("": none), document, article
Row = tuple[str, str, str | int | bool, str, str, str, str, str]
LAW: list[Row] = [
    ("13", "founders_middle", 2, "B", "2020-01-01", "", "冀民规〔2020〕1号", ""),
    ("5101", "founders_middle", 1, "B", "2017-01-01", "", "成都市2017年文件", ""),
    ("4404", "founders_middle", 1, "B", "2010-01-01", "", "珠海市2010年文件", ""),
    ("5101", "founders_junior_instead", 2, "B", "2017-01-01", "", "成都市2017年文件", ""),
    ("13", "start_capital_city", "20000", "B", "2020-01-01", "", "冀民规〔2020〕1号", ""),
    (
        "31",
        "start_capital_city",
        "100000",
        "B",
        "2025-05-01",
        "2030-04-30",
        "沪民规〔2025〕11号",
        "",
    ),
    ("13", "start_capital_county", "10000", "B", "2020-01-01", "", "冀民规〔2020〕1号", ""),
    (
        "31",
        "non_state_share_numerator",
        2,
        "B",
        "2025-05-01",
        "2030-04-30",
        "沪民规〔2025〕11号",
        "",
    ),
    (
        "31",
        "non_state_share_denominator",
        3,
        "B",
        "2025-05-01",
        "2030-04-30",
        "沪民规〔2025〕11号",
        "",
    ),
    ("31", "premises_term_months", 12, "B", "2025-05-01", "2030-04-30", "沪民规〔2025〕11号", ""),
    ("CN", "registration_decision_days", 60, "A", "1998-10-25", "", "国务院令第251号", "第十一条"),
    (
        "4404",
        "registration_decision_working_days",
        10,
        "B",
        "2010-01-01",
        "",
        "珠海市2010年文件",
        "第四条",
    ),
    ("CN", "change_filing_days", 30, "A", "1998-10-25", "", "国务院令第251号", "第十五条"),
    ("CN", "deregistration_days", 15, "A", "1998-10-25", "", "国务院令第251号", "第十七条"),
    ("CN", "qualified_ratio_numerator", 1, "B", "2014-04-09", "", "民发〔2014〕80号", ""),
    ("CN", "qualified_ratio_denominator", 3, "B", "2014-04-09", "", "民发〔2014〕80号", ""),
    ("13", "registration_required", True, "B", "2020-01-01", "", "冀民规〔2020〕1号", ""),
    ("5101", "registration_required", True, "B", "2017-01-01", "", "成都市2017年文件", ""),
    ("5101", "registration_area", "5101", "B", "2017-01-01", "", "成都市2017年文件", ""),
    ("CN", "min_full_time_staff", 3, "C", "2000-01-01", "", "", ""),
    ("CN", "part_time_hours_day", 4, "A", "2012-12-28", "", "劳动合同法", "第六十八条"),
    ("CN", "part_time_hours_week", 24, "A", "2012-12-28", "", "劳动合同法", "第六十八条"),
    ("CN", "labour_contract_months", 1, "A", "2012-12-28", "", "劳动合同法", "第十条"),
    ("CN", "insurance_days", 30, "A", "2018-12-29", "", "社会保险法", "第五十八条"),
    ("CN", "agency_insurance_days", 30, "A", "2018-12-29", "", "社会保险法", "第五十七条"),
    ("CN", "record_query_months", 12, "A", "2024-04-26", "", "未成年人保护法", "第六十二条"),
    ("CN", "first_registration_months", 12, "B", "2009-04-08", "", "民发〔2009〕44号", ""),
    ("CN", "expiry_warn_days", 90, "B", "2009-04-08", "", "民发〔2009〕44号", ""),
    ("CN", "supervision_ratio", 20, "C", "2000-01-01", "", "", ""),
    ("CN", "pay_ratio_exempt", "2", "B", "2000-01-01", "", "财税〔2018〕13号", ""),
    ("5101", "pay_floor_is_local_average", True, "B", "2017-01-01", "", "成都市2017年文件", ""),
    ("5101", "staff_cost_percent", 60, "B", "2017-01-01", "", "成都市2017年文件", ""),
    ("CN", "filing_kind", "inspection", "A", "1998-10-25", "", "国务院令第251号", "第二十三条"),
    (
        "CN",
        "filing_supervisor_date",
        "03-31",
        "A",
        "1998-10-25",
        "",
        "国务院令第251号",
        "第二十三条",
    ),
    ("CN", "filing_registry_date", "05-31", "A", "1998-10-25", "", "国务院令第251号", "第二十三条"),
    ("CN", "filing_exempt_months", 6, "B", "2005-06-01", "", "民政部令第27号", "第三条"),
    ("CN", "filing_failures", 2, "B", "2005-06-01", "", "民政部令第27号", ""),
    ("CN", "abnormal_list_years", 2, "B", "2018-01-24", "", "民政部令第60号", ""),
    ("CN", "grade_years", 5, "B", "2011-03-01", "", "民政部令第39号", ""),
    ("CN", "grade_registered_years", 2, "B", "2011-03-01", "", "民政部令第39号", ""),
    ("62", "grade_early_years", 3, "B", "2024-01-01", "", "甘肃省2024年文件", ""),
    ("3408", "grade_early_years", 3, "B", "2021-01-01", "", "安庆市2021年通知", ""),
    ("CN", "party_branch_members", 3, "B", "2000-01-01", "", "中发〔2018〕38号", ""),
    ("CN", "party_committee_members", 7, "B", "2000-01-01", "", "中发〔2018〕38号", ""),
    ("CN", "tax_exempt_years", 5, "B", "2000-01-01", "", "财税〔2018〕13号", ""),
    ("CN", "tax_review_months", 6, "B", "2000-01-01", "", "财税〔2018〕13号", ""),
    (
        "CN",
        "accounting_system_from",
        "2026-01-01",
        "B",
        "2000-01-01",
        "",
        "民间非营利组织会计制度（2026年起施行）",
        "",
    ),
    ("CN", "purchase_contract_days", 30, "A", "2000-01-01", "", "政府采购法", "第四十六条"),
    (
        "CN",
        "purchase_publish_working_days",
        2,
        "A",
        "2000-01-01",
        "",
        "政府采购法实施条例",
        "第五十条",
    ),
    ("CN", "clean_years", 3, "A", "2000-01-01", "", "政府采购法", "第二十二条"),
    ("CN", "files_years", 15, "A", "2000-01-01", "", "政府采购法", "第四十二条"),
    ("CN", "impact_assessment_years", 3, "A", "2021-08-20", "", "个人信息保护法", "第五十六条"),
    ("CN", "penalty_years", 2, "B", "2000-01-01", "", "泸州市2025年征集公告", ""),
    ("CN", "handover_working_days", 15, "B", "2000-01-01", "", "深圳市龙华区孵化基地规定", ""),
]

ROWS = [*LAW]


@pytest.mark.parametrize("row", ROWS, ids=[f"{one[0]}-{one[1]}" for one in ROWS])
def test_a_row_of_a_place_stands_as_it_was_read(row: Row) -> None:
    area, key, value, confidence, begins, ends, document, article = row
    found = [one for one in list_places().rows if (one.area, one.key) == (area, key)]
    assert [(one.value, one.confidence) for one in found] == [(value, confidence)]
    assert found[0].valid_from == date.fromisoformat(begins)
    assert found[0].valid_to == (date.fromisoformat(ends) if ends else None)
    assert (found[0].document or "", found[0].article or "") == (document, article)


def test_no_row_that_claims_a_law_is_missing_from_the_table() -> None:
    known = {(row.area, row.key) for row in list_places().rows if row.confidence in "ABC"}
    assert known == {(row[0], row[1]) for row in LAW}


@pytest.mark.parametrize("row", [one for one in LAW if one[3] == "A"], ids=lambda one: one[1])
def test_what_was_read_itself_names_its_article(row: Row) -> None:
    assert row[6]
    assert row[7].startswith("第")


@pytest.mark.parametrize("key", sorted(list_places().keys))
def test_a_key_has_two_names_and_a_value_for_the_country_or_only_for_places(key: str) -> None:
    found = list_places().keys[key]
    rows = [row for row in list_places().rows if row.key == key]
    assert found.zh != found.en
    assert all(is_value(found.kind, row.value) for row in rows)
    if not any(row.area == "CN" for row in rows):
        assert key in LOCAL


# What no rule of the country settles: only a place, or the site each year.
LOCAL = {
    "founders_middle",
    "founders_junior_instead",
    "start_capital_city",
    "start_capital_county",
    "non_state_share_numerator",
    "non_state_share_denominator",
    "premises_term_months",
    "registration_decision_working_days",
    "local_average_pay",
    "like_average_pay",
    "staff_cost_percent",
    "grade_early_years",
}


@pytest.mark.parametrize("number", [one.number for one in list_places().documents])
def test_a_document_is_used_and_has_its_issuer(number: str) -> None:
    document = next(one for one in list_places().documents if one.number == number)
    assert document.issuer
    assert document.title
    if document.issued_on is not None:
        begun = [row.valid_from for row in list_places().rows if row.document == number]
        assert all(day == date(2000, 1, 1) or day >= document.issued_on for day in begun)
