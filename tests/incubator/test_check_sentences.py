"""What a reader is told when a check does not concern an agency, cannot be told, or is about registration."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.factories_checks import SAMPLE
from trainingapp.incubator.compliance_wording import reason_of
from trainingapp.incubator.models import ComplianceResult

# reason, as a Chinese and as an English reader has it
SAID: list[tuple[str, str, str]] = [
    ("ok", "符合要求。", "As it should be."),
    ("breach", "现有 2，要求 3。", "There are 2, 3 are asked for."),
    ("no_record", "尚无记录，无法判断。", "Nothing is on record, so it cannot be told."),
    (
        "no_last_day",
        "没有登记免税资格的截止日，无法判断。",
        "The last day of the exemption is not on record, so it cannot be told.",
    ),
    (
        "no_threshold",
        "当地和全国都没有登记此项标准，无法判断。",
        "Neither the place nor the country settles the threshold, so it cannot be told.",
    ),
    (
        "staff_not_recorded",
        "有 2 名人员没有用工信息，无法判断。",
        "Nothing is on record of the terms of 2 of the staff, so it cannot be told.",
    ),
    ("not_applicable", "不适用。", "Does not apply."),
    (
        "not_registered",
        "尚未登记为法人，或已注销，不适用。",
        "Not a registered legal person, so it does not apply.",
    ),
    ("not_a_team", "不是筹备团队，不适用。", "Not a team in preparation."),
    ("not_in_base", "目前没有在孵案卷，不适用。", "Not in a base at present."),
    ("not_applied", "没有审查中的登记申请，不适用。", "No application for registration is open."),
    ("no_change", "没有相关变更记录，不适用。", "No such change is on record."),
    ("no_rule", "当地没有此项规定，不适用。", "This place has no such rule."),
    (
        "founded",
        "机构已登记，发起人条件不再适用。",
        "Already registered; the rule is for founding.",
    ),
    ("no_staff", "没有专职人员，不适用。", "There are no full-time staff."),
    ("nobody_registered", "没有需要登记的持证人员，不适用。", "Nobody holds a registration."),
    ("nobody_waits", "没有等待首次登记的人员，不适用。", "Nobody waits for a first registration."),
    (
        "no_minors",
        "没有接触未成年人或家庭暴力当事人的工作，不适用。",
        "No work with minors or domestic violence.",
    ),
    ("no_counselling", "没有心理健康服务，不适用。", "No work in mental health."),
    (
        "too_young",
        "上年末登记不满规定月数，当年免报。",
        "Registered for too short a time on 31 December; nothing is due this year.",
    ),
    ("exempted", "当年免报。", "Exempt this year."),
    ("no_poor_result", "没有基本合格或不合格的结果，不适用。", "No poor result is on record."),
    (
        "grade_later",
        "自 2026年3月1日 起可以申请评估。",
        "A grade may be asked for from Mar 1, 2026 on.",
    ),
    (
        "barred",
        "信用名单、处罚或年检结果使其目前不能申请评估。",
        "A list, a penalty or the result of a filing keeps it from asking for a grade now.",
    ),
    ("no_members", "没有正式党员，不适用。", "There are no full members."),
    ("no_exemption", "没有免税资格，不适用。", "There is no tax exemption."),
    ("not_yet", "自 2026年3月1日 起适用。", "Applies from Mar 1, 2026 on."),
    ("no_donations", "没有捐赠收入，不适用。", "There are no donations."),
    ("no_charity", "不是慈善组织，不适用。", "Not a charity."),
    ("no_contract", "没有购买服务合同，不适用。", "There is no purchase contract."),
    ("no_volunteers", "没有志愿服务，不适用。", "No work with volunteers."),
    ("legacy", "仍在使用旧代码 5213。", "An old code is still used: 5213."),
    ("wrong", "代码 5213 的校验位不正确。", "The check character of 5213 is wrong."),
    (
        "other_kind",
        "代码 5213 不是社会服务机构的代码（应以 52 开头）。",
        "5213 is not the code of a service agency, which begins with 52.",
    ),
    (
        "other_name",
        "证书上的名称是“旧名”，与现名不一致。",
        "The certificate says “旧名”, not the present name.",
    ),
    ("until", "有效至 2026年12月31日。", "Good until Dec 31, 2026."),
    ("ends", "将于 2026年12月31日 到期。", "Ends on Dec 31, 2026."),
    ("ended", "已于 2026年12月31日 到期。", "Ended on Dec 31, 2026."),
    ("done", "已于 2026年3月1日 完成。", "Done on Mar 1, 2026."),
    (
        "done_late",
        "已于 2026年3月1日 完成，但晚于期限。",
        "Done on Mar 1, 2026, after the last day.",
    ),
    ("running", "期限为 2026年12月31日。", "To be done by Dec 31, 2026."),
    ("to_do", "请在 2026年12月31日 前完成。", "To be done by Dec 31, 2026: that is soon."),
    (
        "overdue",
        "应在 2026年12月31日 前完成，没有完成记录。",
        "Should have been done by Dec 31, 2026; nothing is on record.",
    ),
    (
        "no_consent_date",
        "变更没有登记业务主管单位同意的日期，无法计算期限。",
        "The day of the supervising unit's consent is not on record.",
    ),
    (
        "not_audited",
        "有 2 次更换法定代表人没有审计记录。",
        "2 change(s) of the legal representative without an audit.",
    ),
    ("items", "章程只有 2 项内容，应有 3 项。", "The charter has 2 of the 3 items."),
    ("not_approved", "章程尚未核准。", "The charter is not approved yet."),
    ("no_council", "没有在任的理事会成员。", "Nobody is in office in the council."),
    ("no_executive", "没有在任的行政负责人。", "Nobody is in office as executive."),
    ("no_supervisors", "没有在任的监事。", "No supervisor is in office."),
    ("branch", "登记有分支机构。", "A branch is on record."),
    (
        "below_capital",
        "净资产 12.50 元，低于开办资金 30.00 元。",
        "Net assets of 12.50 yuan are below the start capital of 30.00 yuan.",
    ),
]


@pytest.mark.parametrize(("reason", "zh", "en"), SAID, ids=[one[0] for one in SAID])
def test_a_finding_is_said_in_both_languages(app: Flask, reason: str, zh: str, en: str) -> None:
    row = ComplianceResult(reason=reason, parameters=SAMPLE)
    said = {}
    for language in ("zh", "en"):
        with app.test_request_context(), force_locale(language):
            said[language] = reason_of(row)
    assert said == {"zh": zh, "en": en}
