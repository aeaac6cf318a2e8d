"""Every flaw of a single item: an example that has it, and a near miss that has not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from tests.rules.item_flaws.items import STEM, figures, spoil
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.flaw import Family, Flaw
from trainingapp.rules.item_flaws.single import RULES, find_item_flaws
from trainingapp.rules.item_flaws.texts import ItemText

BLANK = "（\u3000\u3000）"
WRITTEN = ItemText(code="MP-01-0001", kind="case", others=((("stimulus",), "某村的残废老人"),))

# name, an item that has the flaw, one that just has not, a piece of what fills the sentence
TABLE: list[tuple[str, ItemText, ItemText, object]] = [
    (
        "key_longest",
        spoil(B="先耐心听她讲自己对今后生活安排的想法和顾虑"),
        spoil(B="先听她讲自己的想法和顾虑"),
        9,
    ),
    ("key_longest", spoil(B="听" * 15), spoil(B="听" * 14, A="请" * 11), "B"),
    (
        "key_most_specific",
        spoil(B="按照《办法》，30日内先听、再议、后定"),
        spoil(B="按照《办法》，先听、再定", A="根据《办法》先请子女"),
        "B",
    ),
    ("absolute_distractors", spoil(A="必须请子女接她同住"), spoil(A="请子女接她同住"), "必须"),
    (
        "absolute_distractors",
        spoil(A="一律送养老院", C="只能请子女照料"),
        spoil(A="一律送养老院", B="所有安排都先听她讲"),
        "一律、只能",
    ),
    (
        "absolute_distractors",
        spoil(A="不作任何解释，完全交给子女"),
        spoil(A="不作任何解释，都交给子女"),
        "完全",
    ),
    ("hedged_key", spoil(B="通常先听她讲想法"), spoil(B="通常先听她讲", A="尽量请子女"), "通常"),
    (
        "stem_words_in_key",
        spoil(
            stem="朋辈支持网络较弱的老陈退休了。社会工作者应当" + BLANK + "。",
            B="帮他建立朋辈支持的关系",
        ),
        spoil(
            stem="朋辈支持网络较弱的老陈退休了。社会工作者应当" + BLANK + "。",
            B="帮他建立朋辈支持的关系",
            C="替他联系朋辈支持的小组",
        ),
        "朋辈支持",
    ),
    (
        "stem_words_in_key",
        spoil(stem="退休的老陈想学用智能手机。他应当" + BLANK + "。", B="请社区教他使用智能手机"),
        spoil(stem="退休的老陈手机坏了。他应当" + BLANK + "。", B="修好老陈的手机"),
        "智能手机",
    ),
    (
        "number_gives_away",
        figures(
            "10日内", "15日内", "30日内", "60日内", stem="规定的15日届满时，老陈可以" + BLANK + "。"
        ),
        figures(
            "10日内", "15日内", "30日内", "60日内", stem="规定的20日届满时，老陈可以" + BLANK + "。"
        ),
        "15日",
    ),
    (
        "number_gives_away",
        spoil(B="用30分钟听她讲想法"),
        spoil(B="用30分钟听她讲", D="给她2名志愿者"),
        "30",
    ),
    (
        "number_gives_away",
        figures("5日", "10日", "20日", "30日", stem="老满10日报到，应当" + BLANK + "。"),
        figures("5日", "10日", "20日", "30日", stem="老满5日收信，10日报到，应当" + BLANK + "。"),
        "10日",
    ),
    ("all_of_the_above", spoil(D="以上都对"), spoil(D="以上访的方式反映"), "以上都"),
    ("all_of_the_above", spoil(D="A和B都正确"), spoil(D="用A型血"), "A和B"),
    (
        "options_overlap",
        figures("3至5年", "4至6年", "7至8年", "9至10年"),
        figures("3至4年", "4至6年", "7至8年", "9至10年"),
        "A, B",
    ),
    ("options_overlap", spoil(A="子女", C="子女和社区"), spoil(A="子女", C="社区和邻居"), "A, C"),
    (
        "mixed_options",
        figures("15日", "30日", "立即", "60日"),
        figures("每半年", "每年", "每两年", "每三年"),
        "C",
    ),
    ("mixed_options", spoil(A="《慈善法》"), spoil(A="遵守《慈善法》的规定"), "A"),
    ("mixed_options", spoil(B="“您慢慢讲”"), spoil(B="对她说“您慢慢讲”吧"), "B"),
    (
        "uneven_options",
        spoil(A="家访", C="替她联系城里的养老院并办理入住手续"),
        spoil(A="上门家访谈心", C="替她联系城里的养老院并办理入住手续"),
        17,
    ),
    (
        "options_out_of_order",
        figures("30日", "10日", "60日", "15日"),
        figures("60日", "30日", "15日", "10日"),
        "10日，15日，30日，60日",
    ),
    (
        "options_out_of_order",
        figures("一年", "三个月", "两年", "六个月"),
        figures("三个月", "六个月", "一年", "两年"),
        "三个月，六个月，一年，两年",
    ),
    (
        "negative_unmarked",
        spoil(stem="下列团体中，不属于登记范围的是" + BLANK + "。"),
        spoil(stem="下列团体中，【不】属于登记范围的是" + BLANK + "。"),
        "不属于登记范围的是",
    ),
    (
        "double_negative",
        spoil(stem="下列做法中，【不】恰当的是" + BLANK + "。", A="不告知家属"),
        spoil(stem="下列做法中，【不】恰当的是" + BLANK + "。", A="对家属隐瞒"),
        "A",
    ),
    (
        "stem_without_task",
        spoil(stem="关于社会保险：" + BLANK),
        spoil(stem="缴费的主体是" + BLANK),
        None,
    ),
    ("stem_without_task", spoil(stem="下列说法正确的是" + BLANK + "。"), spoil(), None),
    ("stem_without_task", spoil(stem="社会工作者怎么做？"), spoil(), None),
    (
        "stem_of_other_kind",
        spoil(kind="multiple", key="AB", stem="关于倾听，下列说法中正确的是" + BLANK + "。"),
        spoil(kind="multiple", key="AB", stem="关于倾听，下列说法中正确的有" + BLANK + "。"),
        "的是",
    ),
    (
        "stem_of_other_kind",
        spoil(stem="关于倾听，下列说法中正确的有" + BLANK + "。"),
        spoil(stem="倾听之后，机构应当有" + BLANK + "。"),
        "的有",
    ),
    (
        "stem_too_long",
        spoil(stem="甲" * (181 - len(STEM)) + STEM),
        spoil(stem="甲" * (180 - len(STEM)) + STEM),
        181,
    ),
    (
        "thin_why",
        spoil(whys={"A": "不符合题意。"}),
        spoil(whys={"A": "没有先征得同意。"}),
        "不符合题意。",
    ),
    (
        "repeated_why",
        spoil(whys={"A": "没有征得本人的同意。", "C": "没有征得本人的同意。"}),
        spoil(whys={"A": "没有征得本人的同意。", "C": "没有先征得本人同意。"}),
        "A, C",
    ),
    ("thin_rationale", spoil(rationale="见大纲第六章有关倾听的论述。"), spoil(), 14),
    (
        "letters_cited",
        spoil(rationale="倾听是建立关系的基础，因此B项正确，其余过早。"),
        spoil(),
        "B项",
    ),
    (
        "letters_cited",
        spoil(whys={"A": "与选项B相比操之过急。"}),
        spoil(whys={"A": "这是事件，属于A（诱发事件）。"}),
        "选项B",
    ),
    (
        "demeaning_words",
        spoil(A="请邻居照看弱智的儿子"),
        spoil(A="请邻居照看智力障碍的儿子"),
        "智力障碍者",
    ),
    ("demeaning_words", spoil(A="帮民工联系住处"), spoil(A="帮农民工联系住处"), "民工"),
    (
        "demeaning_words",
        WRITTEN,
        ItemText(code="MP", kind="case", others=((("stimulus",), "某村的残疾老人"),)),
        "残废",
    ),
    (
        "half_width_mark",
        spoil(A="请子女,接她同住"),
        spoil(A="按3:1的比例接她同住"),
        "请子女,接她同住",
    ),
    (
        "half_width_mark",
        spoil(rationale="建立关系是接案的首要任务.依据大纲第六章的论述。"),
        spoil(),
        ".",
    ),
    ("full_width_letter", spoil(A="请子女１５日内接她"), spoil(A="请子女15日内接她"), "１５"),
    ("stray_mark", spoil(A="请子女，，接她同住"), spoil(A="请子女……接她同住"), "，，"),
    ("stray_mark", spoil(A="按《老年法请子女接她"), spoil(A="按《老年法》请子女接她"), "《老年法"),
    ("stray_mark", spoil(A="按老年法》请子女接她"), spoil(A="按“老年法”请子女接她"), "》"),
    ("stray_mark", spoil(A="请子女 接她同住"), spoil(A="用ABC theory接她同住"), "请子女 接"),
    (
        "blank_form",
        spoil(stem="陈奶奶担心添麻烦。最恰当的做法是（ ）。"),
        spoil(stem="陈奶奶（八十岁）担心添麻烦。最恰当的做法是" + BLANK + "。"),
        "（ ）",
    ),
    (
        "blank_form",
        spoil(stem="担心" + BLANK + "的陈奶奶，最恰当的做法是" + BLANK + "。"),
        spoil(),
        BLANK,
    ),
    ("option_end_mark", spoil(A="请子女尽快接她同住。"), spoil(), "A"),
    (
        "option_end_mark",
        figures("您好吗？", "您愿意谈谈吗？", "您想去哪儿？", "您有子女吗"),
        figures("您好吗？", "您愿意谈谈吗？", "您想去哪儿？", "您有子女吗？"),
        "A, B, C",
    ),
    (
        "option_end_mark",
        figures("您好吗？", "您放心；", "您想去哪儿？", "您真行！"),
        figures("您好吗？", "您放心！", "您想去哪儿？", "您真行！"),
        "B",
    ),
]


def names(item: ItemText) -> set[str]:
    return {flaw.name for flaw in find_item_flaws(item)}


@pytest.mark.parametrize(
    ("name", "bad", "good", "piece"),
    TABLE,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_flaw_is_found_and_its_near_miss_is_not(
    name: str, bad: ItemText, good: ItemText, piece: object
) -> None:
    found = [flaw for flaw in find_item_flaws(bad) if flaw.name == name]
    assert found, names(bad)
    told = [value for flaw in found for value in flaw.parameters.values()]
    assert piece is None or any(piece == value or str(piece) in str(value) for value in told), told
    assert name not in names(good)


def test_every_flaw_of_a_single_item_is_in_the_table() -> None:
    of_one = {name for name, kind in CATALOGUE.items() if kind.family is not Family.BANK}
    assert {row[0] for row in TABLE} == of_one


def test_a_sound_item_has_no_flaw() -> None:
    assert find_item_flaws(spoil()) == []


def test_every_flaw_fills_its_sentence_and_points_into_the_item() -> None:
    for _, bad, _, _ in TABLE:
        for flaw in find_item_flaws(bad):
            assert "%(" not in CATALOGUE[flaw.name].sentence % flaw.parameters
            assert flaw.path[0] in {"stem", "options", "rationale", "stimulus"}


def test_every_rule_tells_itself() -> None:
    for rule in RULES:
        assert rule.__doc__
        assert rule.__doc__.strip()


def test_a_word_list_is_looked_for_in_written_items_too() -> None:
    assert names(WRITTEN) == {"demeaning_words"}


def test_an_item_that_nobody_has_finished_has_no_flaws_of_its_key() -> None:
    empty = ItemText(
        code="", kind="", options=dict.fromkeys("ABCD", ""), whys=dict.fromkeys("ABCD", "")
    )
    assert find_item_flaws(empty) == []
    assert Flaw("key_longest") not in find_item_flaws(spoil(key=""))


texts = st.text(alphabet="老陈小韩的是有不必须日年三十5（）()，,。“《》A\u3000 －%", max_size=24)


@given(
    st.builds(
        ItemText,
        code=st.just("JC-01-0001"),
        kind=st.sampled_from(["single", "multiple", "case", ""]),
        stem=texts,
        options=st.dictionaries(st.sampled_from("ABCDE"), texts),
        whys=st.dictionaries(st.sampled_from("ABCDE"), texts),
        key=st.text("ABCDE", max_size=3),
        rationale=texts,
    )
)
def test_whatever_is_typed_the_rules_give_an_answer_that_can_be_told(item: ItemText) -> None:
    for flaw in find_item_flaws(item):
        assert CATALOGUE[flaw.name].sentence % flaw.parameters
