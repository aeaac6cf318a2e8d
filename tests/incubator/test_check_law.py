"""The law behind each check as the domain page and the statutes have it: document, article, severity, how sure."""

from __future__ import annotations

import pytest

from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.compliance_wording import CONFIDENCES, SEVERITIES

# code, severity, confidence, where it is put right, documents with their articles ("": not confirmed)
LAW: list[tuple[str, str, str, str, list[tuple[str, str]]]] = [
    ("R01", "amber", "B", "agency", [("GB 32100-2015", "")]),
    ("R02", "red", "A", "licences", [("民办非企业单位登记管理暂行条例", "第十二条")]),
    ("R03", "amber", "B", "registrations", [("民办非企业单位登记管理暂行条例", "第二十七条")]),
    ("R04", "info", "A", "registrations", [("民办非企业单位登记管理暂行条例", "第十一条")]),
    ("R05", "red", "A", "changes", [("民办非企业单位登记管理暂行条例", "第十五条、第二十五条")]),
    ("R06", "red", "A", "changes", [("民办非企业单位登记管理暂行条例", "第二十二条")]),
    ("R07", "amber", "A", "charters", [("民办非企业单位登记管理暂行条例", "第十条、第十五条")]),
    ("R08", "red", "A", "organs", [("中华人民共和国民法典", "第九十三条")]),
    ("R09", "red", "A", "statements", [("民办非企业单位登记管理暂行条例", "第十三条")]),
    ("R10", "amber", "A", "steps", [("民办非企业单位登记管理暂行条例", "第十四条")]),
    (
        "R11",
        "amber",
        "A",
        "finance",
        [("民办非企业单位登记管理暂行条例", "第八条"), ("沪民规〔2025〕11号", "")],
    ),
    (
        "R12",
        "red",
        "A",
        "premises",
        [("民办非企业单位登记管理暂行条例", "第八条、第九条"), ("沪民规〔2025〕11号", "")],
    ),
    (
        "R13",
        "red",
        "B",
        "team",
        [("民发〔2014〕80号", ""), ("冀民规〔2020〕1号", ""), ("成都市2017年文件", "")],
    ),
    (
        "R14",
        "red",
        "B",
        "founders",
        [("冀民规〔2020〕1号", ""), ("成都市2017年文件", ""), ("珠海市2010年文件", "")],
    ),
    ("R15", "amber", "C", "team", []),
    ("R16", "amber", "B", "team", [("社会工作者职业水平证书登记办法（民发〔2009〕44号）", "")]),
    ("R17", "amber", "B", "team", [("社会工作者继续教育办法（民发〔2009〕123号）", "")]),
    ("R18", "amber", "B", "team", [("社会工作者职业水平证书登记办法（民发〔2009〕44号）", "")]),
    ("R19", "red", "A", "team", [("中华人民共和国劳动合同法", "第十条、第八十二条")]),
    ("R20", "red", "A", "team", [("中华人民共和国社会保险法", "第五十七条、第五十八条")]),
    (
        "R21",
        "amber",
        "A",
        "team",
        [("中华人民共和国劳动合同法", "第七条"), ("中华人民共和国劳动合同法实施条例", "第八条")],
    ),
    (
        "R22",
        "red",
        "A",
        "team",
        [("中华人民共和国未成年人保护法", "第六十二条、第一百二十六条、第一百三十条")],
    ),
    (
        "R23",
        "red",
        "A",
        "team",
        [
            ("中华人民共和国未成年人保护法", "第十一条"),
            ("中华人民共和国反家庭暴力法", "第十四条、第三十五条"),
        ],
    ),
    ("R24", "amber", "A", "statements", [("中华人民共和国精神卫生法", "第二十三条、第七十六条")]),
    (
        "R25",
        "red",
        "A",
        "filings",
        [
            ("民办非企业单位登记管理暂行条例", "第二十三条"),
            ("民办非企业单位年度检查办法（民政部令第27号）", "第三条至第五条"),
        ],
    ),
    ("R26", "red", "B", "filings", [("民办非企业单位年度检查办法（民政部令第27号）", "")]),
    ("R27", "red", "B", "filings", [("民办非企业单位年度检查办法（民政部令第27号）", "")]),
    ("R28", "red", "B", "credit", [("社会组织信用信息管理办法（民政部令第60号）", "")]),
    ("R29", "amber", "B", "contacts", [("社会组织信用信息管理办法（民政部令第60号）", "")]),
    ("R30", "info", "B", "grades", [("社会组织评估管理办法（民政部令第39号）", "第六条、第七条")]),
    (
        "R31",
        "amber",
        "B",
        "party",
        [("中发〔2018〕38号", ""), ("社会组织信用信息管理办法（民政部令第60号）", "")],
    ),
    ("R32", "amber", "B", "taxes", [("财税〔2018〕13号", "")]),
    ("R33", "amber", "B", "finance", [("财税〔2018〕13号", "")]),
    (
        "R34",
        "amber",
        "A",
        "statements",
        [("财税〔2018〕13号", ""), ("中华人民共和国企业所得税法实施条例", "第八十五条")],
    ),
    ("R35", "info", "B", "statements", [("民间非营利组织会计制度（2026年起施行）", "")]),
    (
        "R36",
        "red",
        "A",
        "statements",
        [
            ("中华人民共和国公益事业捐赠法", "第十六条、第十八条、第二十条、第二十二条"),
            ("民办非企业单位登记管理暂行条例", "第二十一条"),
        ],
    ),
    ("R37", "red", "A", "licences", [("中华人民共和国慈善法", "第二十二条")]),
    (
        "R38",
        "red",
        "A",
        "statements",
        [("中华人民共和国慈善法", "第十三条、第七十七条、第七十八条")],
    ),
    (
        "R39",
        "amber",
        "A",
        "contracts",
        [
            ("中华人民共和国政府采购法", "第四十六条"),
            ("政府采购法实施条例", "第五十条"),
            ("政府购买服务管理办法（财政部令第102号）", ""),
        ],
    ),
    ("R40", "amber", "A", "statements", [("中华人民共和国政府采购法", "第二十二条")]),
    ("R41", "amber", "D", "contracts", [("政府购买服务管理办法（财政部令第102号）", "")]),
    ("R42", "info", "B", "contracts", [("成都市2017年文件", "")]),
    ("R43", "info", "B", "team", [("成都市2017年文件", ""), ("民发〔2016〕186号", "")]),
    ("R44", "amber", "C", "team", []),
    ("R45", "info", "A", "statements", [("志愿服务条例", "第十九条")]),
    (
        "R46",
        "red",
        "A",
        "statements",
        [
            (
                "中华人民共和国个人信息保护法",
                "第二十八条、第二十九条、第三十一条、第五十五条、第五十六条",
            )
        ],
    ),
    ("R47", "amber", "P", "case", []),
    ("R48", "info", "P", "agency", []),
    ("R49", "amber", "P", "case", []),
    ("R50", "info", "P", "settings", []),
]
BY_CODE = {row[0]: row for row in LAW}


def test_every_check_is_in_the_table() -> None:
    assert list(BY_CODE) == [one.code for one in list_checks().checks]


@pytest.mark.parametrize("code", BY_CODE)
def test_a_check_rests_on_its_law(code: str) -> None:
    _code, severity, confidence, place, basis = BY_CODE[code]
    found = list_checks().by_code[code]
    assert (found.severity, found.confidence, found.place) == (severity, confidence, place)
    assert [(one.document, one.article) for one in found.basis] == basis


@pytest.mark.parametrize("code", BY_CODE)
def test_what_was_read_names_its_article_and_what_was_not_says_so(code: str) -> None:
    found = list_checks().by_code[code]
    assert found.confidence in CONFIDENCES
    assert found.severity in SEVERITIES
    if found.confidence == "A":
        assert any(one.article for one in found.basis)
    if found.confidence == "P":
        assert not found.basis


@pytest.mark.parametrize("code", BY_CODE)
def test_a_check_says_what_to_do_in_both_languages(code: str) -> None:
    found = list_checks().by_code[code]
    for words in (found.title, found.remedy):
        assert words.zh != words.en
        assert any("\u4e00" <= sign <= "\u9fff" for sign in words.zh)
        assert words.en.isascii() or "’" in words.en
    assert found.remedy.zh.endswith("。")
    assert found.remedy.en.endswith(".")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("R05", ["30 日内", "业务主管单位同意之日"]),
        ("R07", ["第十条", "八项"]),
        ("R19", ["超过一个月", "二倍工资"]),
        ("R22", ["招聘时查询", "每年查询一次"]),
        ("R25", ["3 月 31 日前", "5 月 31 日前"]),
        ("R36", ["收据", "登记造册", "每年向政府有关部门", "向社会公开"]),
        ("R40", ["纳税", "社保", "无重大违法"]),
        ("R46", ["单独同意", "保存三年", "不满十四周岁"]),
    ],
)
def test_the_remedy_says_what_the_article_says(code: str, words: list[str]) -> None:
    text = list_checks().by_code[code].remedy.zh
    assert [one for one in words if one not in text] == []


def test_the_law_on_donations_asks_for_a_report_every_year_and_publication() -> None:
    """公益事业捐赠法 art. 20 and 22: what is yearly is the report to the authorities."""
    assert "每年公开" not in list_checks().by_code["R36"].remedy.zh
