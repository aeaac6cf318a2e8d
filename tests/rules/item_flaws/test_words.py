"""Words that only look like a flaw raise none, and the usual disguises of a flaw are seen through."""

from __future__ import annotations

import pytest

from tests.rules.item_flaws.items import figures, spoil
from trainingapp.rules.item_flaws.single import find_item_flaws
from trainingapp.rules.item_flaws.texts import ItemText

B = "（\u3000\u3000）"
SOUND: dict[str, ItemText] = {
    "a term of civil law": figures(
        "无民事行为能力人", "视为成年人的未成年人", "限制民事行为能力人", "完全民事行为能力人"
    ),
    "absolute poverty": figures("绝对贫困", "相对贫困", "极端贫困", "代际贫困"),
    "ownership": figures("所有权", "承包经营权", "抵押权", "继承权"),
    "a certain extent": figures("在一定程度上放手", "按一定比例分摊", "不一定参加", "照常参加"),
    "saving energy": figures("节约资源", "降低能耗", "联络邻里", "美化环境", key="A"),
    "a travel allowance": figures(
        "多子女家庭", "领取出差生活补贴的职工", "退休职工", "个体商户", key="A"
    ),
    "a lesion of nerves": figures("足部神经病变", "饮食记录不全", "缺少运动伙伴", "家人陪伴较少"),
    "wrong beliefs": spoil(stem=f"帮助服务对象识别并修正错误认知的方法是{B}。"),
    "wrong ways of others": spoil(stem=f"老陈纠正孙子的错误做法，他首先应当{B}。"),
    "a project B": spoil(
        rationale="机构同时承接甲项目和B项目时，人员调配应当以服务对象的需要为先，再看经费。"
    ),
    "a model called ABC": figures("情绪ABC", "马斯洛需要层次", "系统生态", "认知发展"),
    "an item of a list": figures("①号窗口", "②号窗口", "③号窗口", "④号窗口"),
    "one sweeping option": spoil(A="请子女每次都陪她去"),
    "getting rid of": spoil(stem=f"小区要清除{B}。"),
    "a law's own word": spoil(A="帮农民工联系住处"),
}
BAD: dict[str, tuple[ItemText, str]] = {
    "sweeping words in two distractors": (
        spoil(A="全部事情都由子女决定", C="从不允许家属陪同"),
        "absolute_distractors",
    ),
    "none is right": (spoil(D="没有正确选项"), "all_of_the_above"),
    "the first three": (spoil(D="前三项都是"), "all_of_the_above"),
    "letters alone": (spoil(D="ABC都对"), "all_of_the_above"),
    "numbered statements combined": (figures("①②", "①③", "②、④", "③④"), "all_of_the_above"),
    "what does not show": (
        spoil(stem=f"下列工作方法中，没有体现优势视角的是{B}。"),
        "negative_unmarked",
    ),
    "what does not help": (
        spoil(stem=f"小组初期，下列做法不利于建立信任的是{B}。"),
        "negative_unmarked",
    ),
    "all but": (spoil(stem=f"除{B}外，均属于个案工作的技巧。"), "negative_unmarked"),
    "which is wrong": (spoil(stem=f"关于倾听，下列说法错误的是{B}。"), "negative_unmarked"),
    "which practice is wrong": (spoil(stem=f"下列错误的做法是{B}。"), "negative_unmarked"),
    "a fool": (spoil(stem=f"小何被村里人叫作傻子，社会工作者首先应当{B}。"), "demeaning_words"),
    "a cited option": (
        spoil(rationale="倾听是建立关系的基础，因此B项正确，其余的都操之过急。"),
        "letters_cited",
    ),
    "a low mind": (spoil(A="照看低能的儿子，降低能耗"), "demeaning_words"),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_word_that_only_looks_like_a_flaw_is_none(name: str) -> None:
    wanted = {
        "absolute_distractors",
        "demeaning_words",
        "negative_unmarked",
        "letters_cited",
        "all_of_the_above",
    }
    found = find_item_flaws(SOUND[name])
    assert [flaw for flaw in found if flaw.name in wanted] == []


@pytest.mark.parametrize("name", BAD)
def test_a_flaw_in_disguise_is_found(name: str) -> None:
    item, flaw = BAD[name]
    assert flaw in {found.name for found in find_item_flaws(item)}
