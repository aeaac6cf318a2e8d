"""Items of one form: one may answer another, and one name may be too many people."""

from __future__ import annotations

import pytest

from tests.rules.item_flaws.items import spoil
from trainingapp.rules.item_flaws.forms import find_cues, find_reused_names, names_in
from trainingapp.rules.item_flaws.texts import ItemText

ASKS = spoil(
    stem="村民因果园边界发生争执，可以请求调解的组织是（\u3000\u3000）。",
    A="村务监督委员会",
    B="人民调解委员会",
    C="村民代表会议",
    D="乡镇信访办公室",
)


def tells(stem: str) -> ItemText:
    return spoil(code="JC-01-0002", stem=stem)


def test_a_key_that_another_stem_tells_is_found() -> None:
    other = tells("人民调解委员会上门调解邻里争吵。社会工作者应当（\u3000\u3000）。")
    ((code, flaw),) = find_cues([ASKS, other])
    assert (code, flaw.name, flaw.path) == ("JC-01-0001", "answer_cued", ("options", "B", "text"))
    assert flaw.parameters == {"words": "人民调解委员会", "code": "JC-01-0002"}


@pytest.mark.parametrize(
    "stem",
    [
        "邻里争吵以后，社会工作者应当（\u3000\u3000）。",
        # a distractor is told as well
        "人民调解委员会和村务监督委员会都派人上门。社会工作者应当（\u3000\u3000）。",
        # only a piece of the key
        "人民政府派人上门。社会工作者应当（\u3000\u3000）。",
    ],
)
def test_other_stems_tell_nothing(stem: str) -> None:
    assert list(find_cues([ASKS, tells(stem)])) == []


def test_a_key_of_its_own_stem_is_not_told_by_another() -> None:
    own = spoil(stem="关于人民调解委员会，可以请求调解的是（\u3000\u3000）。", B="人民调解委员会")
    assert list(find_cues([own, tells("人民调解委员会上门调解。应当（\u3000\u3000）。")])) == []


def test_a_short_key_is_in_many_stems_and_means_nothing() -> None:
    short = spoil(A="个案", B="小组", C="社区", D="行政")
    assert list(find_cues([short, tells("小组活动中，社会工作者应当（\u3000\u3000）。")])) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("社会工作者小韩走访老周和阿芳", {"小韩", "老周", "阿芳"}),
        ("小组里的老人和阿姨在小区养老院过小年", set()),
        ("敬老月活动", set()),
    ],
)
def test_names_are_told_from_words(text: str, names: set[str]) -> None:
    assert names_in(text) - {"小年"} == names


def test_a_name_in_a_third_item_of_a_form_is_too_much() -> None:
    items = [spoil(code=f"JC-01-000{number}") for number in range(1, 5)]
    assert list(find_reused_names(items[:2])) == []
    found = list(find_reused_names(items))
    assert [code for code, _ in found] == ["JC-01-0003", "JC-01-0004"]
    assert found[0][1].parameters["words"] == "小韩"
    assert found[0][1].parameters["count"] == 4
