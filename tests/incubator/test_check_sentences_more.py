"""What a reader is told of organs, staff, filings, lists, money and the stay."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.factories_checks import SAMPLE
from tests.incubator.test_check_sentences import SAID as EARLIER
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.compliance_wording import reason_of
from trainingapp.incubator.models import ComplianceResult

# reason, as a Chinese and as an English reader has it
SAID: list[tuple[str, str, str]] = [
    (
        "no_share",
        "没有非国有资产比例的记录。",
        "The share of assets that are not the state's is not on record.",
    ),
    (
        "state_share",
        "非国有资产占 60.00%，低于 2/3。",
        "60.00% of the assets are not the state's, below 2/3.",
    ),
    ("short_lease", "使用权期限短于 12 个月。", "The right runs for less than 12 months."),
    (
        "too_few",
        "持证发起人 2 人，要求 3 人。",
        "2 founders hold the certificate, 3 are asked for.",
    ),
    ("below", "现有 2，低于要求。", "2 is less than asked for."),
    (
        "reached",
        "专职 6 人中有 2 人符合，达到 2/3。",
        "2 of 6 full-time staff qualify: at least 2/3.",
    ),
    (
        "falls",
        "现为 2/6；如无人续登记，将于 2026年12月31日 低于 2/3。",
        "Now 2/6; if nobody renews it falls below 2/3 on Dec 31, 2026.",
    ),
    ("staffed", "专职 2 人，要求 3 人。", "2 full-time staff, 3 are asked for."),
    ("ended_for", "2 人的登记已过期。", "The registrations of 2 have ended."),
    (
        "ends_for",
        "2 人的登记将到期，最早 2026年12月31日。",
        "The registrations of 2 end soon, the first on Dec 31, 2026.",
    ),
    ("behind", "6 名登记人员中 2 人学时落后。", "2 of 6 are behind with their hours."),
    ("late_for", "2 人已超过期限。", "The term is over for 2."),
    (
        "to_do_for",
        "2 人须办理，最早 2026年12月31日 前。",
        "To be done for 2, the first by Dec 31, 2026.",
    ),
    (
        "own_not_recorded",
        "没有机构自身社会保险登记的记录。",
        "The agency's own insurance registration is not on record.",
    ),
    ("incomplete", "2 人的名册不完整。", "The roster lacks something for 2."),
    (
        "nobody_marked",
        "服务领域涉及相关人群，但没有标明哪些人员接触。",
        "The fields concern them, but nobody is marked as in contact.",
    ),
    ("never_queried", "2 人没有查询记录。", "There is no query for 2."),
    ("unsigned", "2 人尚未签署。", "2 have not signed."),
    ("last_year", "2025 年度没有报送记录。", "No filing about 2025 is on record."),
    (
        "no_correction_date",
        "没有登记 2025 年度的整改期限。",
        "No day is set for the corrections of 2025.",
    ),
    (
        "years_missed",
        "连续 2 年未报送或不合格，可能被撤销登记。",
        "2 years in a row were missed or failed: the registration may be revoked.",
    ),
    ("one_missed", "最近有 2 年未报送或不合格。", "2 recent year was missed or failed."),
    ("lists_not_read", "尚未查询过信用名单。", "Nobody has looked at the lists yet."),
    ("lists_read", "2026年3月1日 查询，未列入名单。", "Looked at on Mar 1, 2026: on no list."),
    (
        "abnormal",
        "自 2026年1月2日 列入活动异常名录；期满（2028年1月2日）转入严重违法失信名单。",
        "On the abnormal list since Jan 2, 2026; on Jan 2, 2028 it becomes the serious one.",
    ),
    ("serious", "已列入严重违法失信名单。", "On the list of seriously dishonest bodies."),
    ("may_apply", "可以申请评估等级。", "A grade may be asked for."),
    (
        "may_rise",
        "可以申请更高等级；现等级有效至 2028年5月6日。",
        "A higher grade may be asked for; the present one is good until May 6, 2028.",
    ),
    (
        "joint_possible",
        "正式党员 4 人，可建立联合党支部。",
        "4 full members: a joint branch is possible.",
    ),
    ("no_branch", "正式党员 4 人，尚未成立党支部。", "4 full members and no branch."),
    (
        "review",
        "免税资格已到期，请在 2026年12月31日 前申请复审。",
        "The exemption has ended; ask for its review by Dec 31, 2026.",
    ),
    (
        "lapsed",
        "已超过复审申请期限（2026年12月31日）。",
        "The term for the review ended on Dec 31, 2026.",
    ),
    (
        "above",
        "平均工资 91 元，高于上限 2028年1月2日 元。",
        "Average pay of 91 yuan is above Jan 2, 2028.",
    ),
    ("not_stated", "尚未声明。", "Nothing has been stated."),
    ("stated", "2026年3月1日 声明符合。", "Stated on Mar 1, 2026 to be so."),
    ("stated_not", "2026年3月1日 声明尚不符合。", "Stated on Mar 1, 2026 not to be so."),
    (
        "stated_long_ago",
        "2026年3月1日 的声明已失效，请重新声明。",
        "The statement of Mar 1, 2026 is too old; please state it again.",
    ),
    (
        "state_again",
        "声明将于 2026年12月31日 失效，请重新声明。",
        "The statement is good until Dec 31, 2026; please state it again.",
    ),
    (
        "dispatch",
        "合同中有劳务派遣，属于禁止事项。",
        "Labour is dispatched under a contract: that is forbidden.",
    ),
    ("no_award_date", "没有中标通知日期，无法计算期限。", "The day of the award is not on record."),
    ("signed_late", "2 份合同签订晚于期限。", "2 contract(s) were signed late."),
    ("passed_on", "有合同整体转包。", "A contract was passed on as a whole."),
    ("too_long", "有合同期限超过 3 年。", "A contract runs for more than 3 years."),
    (
        "too_few_hours",
        "2 名一线社工的督导时数不足每月 3 小时。",
        "2 front-line workers have less than 3 hours a month.",
    ),
    ("too_many", "一名督导负责 2 人，多于 3 人。", "One supervisor has 2 workers, more than 3."),
    ("no_agreement", "没有生效的协议记录。", "No agreement in force is on record."),
    ("agreement_ended", "协议已于 2026年12月31日 到期。", "The agreement ended on Dec 31, 2026."),
    ("no_desk", "没有分配工位。", "No desk is assigned."),
    ("report_late", "报告迟交已达 15 天。", "A report is 15 days late."),
    ("grant_open", "2 笔小额资金逾期未核销。", "2 grant(s) are not accounted for in time."),
    (
        "shared",
        "与 2 家其他机构的负责人、地址或电话相同。",
        "The same head, address or telephone as 2 other(s).",
    ),
    ("papers", "缺 2 项材料。", "2 papers are missing."),
    ("never_read", "没有登记过复核日期。", "No reading is on record."),
]


@pytest.mark.parametrize(("reason", "zh", "en"), SAID, ids=[one[0] for one in SAID])
def test_a_finding_is_said_in_both_languages(app: Flask, reason: str, zh: str, en: str) -> None:
    row = ComplianceResult(reason=reason, parameters=SAMPLE)
    said = {}
    for language in ("zh", "en"):
        with app.test_request_context(), force_locale(language):
            said[language] = reason_of(row)
    assert said == {"zh": zh, "en": en}


def test_every_sentence_of_the_file_is_in_a_table() -> None:
    assert [one[0] for one in (*EARLIER, *SAID)] == list(list_checks().reasons)


@pytest.mark.parametrize("name", list(list_checks().reasons))
def test_a_chinese_sentence_ends_as_one_and_fits_its_column(name: str) -> None:
    words = list_checks().reasons[name]
    assert words.zh.endswith("。")
    assert words.en.endswith(".")
    assert len(name) <= 24  # what the column of the database holds


def test_a_reason_that_the_file_knows_no_more_is_said_as_nothing(app: Flask) -> None:
    with app.test_request_context():
        assert reason_of(ComplianceResult(reason="long_gone", parameters={})) == ""
