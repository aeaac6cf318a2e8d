"""Every limit of the flaws of one item: what just has the flaw, and what just has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given, strategies as st

from tests.rules.item_flaws.items import OPTIONS, RATIONALE, STEM, spoil
from trainingapp.rules.item_flaws import numbers, options, reasons, typography, wording
from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.numbers import is_figure, read_chinese, read_figures
from trainingapp.rules.item_flaws.options import longest_letters, specificity
from trainingapp.rules.item_flaws.texts import ItemText

BLANK = "（\u3000\u3000）"
HAN = "社会工作者倾听老人想法评估需要服务方案"
Rule = Callable[[ItemText], Iterator[Flaw]]


def of(*texts: str, key: str = "B", stem: str = STEM, kind: str = "single") -> ItemText:
    """An item with exactly these options."""
    return ItemText("JC-01-0001", kind, stem, dict(zip("ABCDE", texts, strict=False)), key=key)


def names(rule: Rule, item: ItemText) -> list[str]:
    return [flaw.name for flaw in rule(item)]


@pytest.mark.parametrize(
    ("key", "other", "is_found"),
    [
        (17, 12, True),  # 1.41 times and five more
        (16, 12, False),  # four more
        (14, 10, False),
        (21, 15, True),  # exactly 1.4 times
        (20, 15, False),
        (5, 0, True),
        (6, 1, True),
        (5, 1, False),
    ],
)
def test_a_key_is_the_longest_by_a_factor_and_by_five(key: int, other: int, is_found: bool) -> None:
    item = of("老" * other, "听" * key, "请" * min(other, 1), "去" * other)
    assert bool(names(options.find_length_flaws, item)) is is_found


@pytest.mark.parametrize(
    ("long", "short", "is_found"),
    [(15, 5, True), (14, 5, False), (13, 4, False), (14, 4, True), (30, 10, True), (29, 10, False)],
)
def test_options_are_uneven_from_three_times_and_ten_characters(
    long: int, short: int, is_found: bool
) -> None:
    item = of("老" * long, "听" * short, "请" * short, "去" * long)
    assert bool(names(options.find_uneven_flaws, item)) is is_found


@pytest.mark.parametrize(("details", "is_found"), [(2, False), (3, True), (4, True)])
def test_a_key_is_too_specific_from_three_details_more(details: int, is_found: bool) -> None:
    item = of("先听，再说", "听" + "、看" * (details + 1), "请家属", "去社区")
    assert bool(names(options.find_detail_flaws, item)) is is_found


def test_every_detail_counts_once() -> None:
    assert specificity("倾听") == 0
    assert specificity("《慈善法》") == 1
    assert specificity("根据《慈善法》，30日内结合“需要”（附件）") == 7
    assert [specificity(mark) for mark in "，、；。"] == [1, 1, 1, 0]


@given(st.lists(st.text(HAN, max_size=9), min_size=1, max_size=5))
def test_the_longest_letters_are_all_of_the_longest(texts: list[str]) -> None:
    rows = dict(zip("ABCDE", texts, strict=False))
    found = longest_letters(rows)
    most = max(map(len, texts))
    assert found == "".join(letter for letter in rows if len(rows[letter]) == most)
    assert found


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("家访", "家访和电话", "小组", "社区"), True),
        (("电话家访", "家访", "小组", "社区"), True),  # at the end of the other
        (("先家访后电话", "家访", "小组", "社区"), False),  # in the middle it says something else
        (("听", "听老人说", "小组", "社区"), False),  # one character is no option
        (("家访", "家访", "小组", "社区"), False),  # the same text is another flaw
        (("5日", "15日", "25日", "35日"), False),  # figures end alike
        (("家访", "家访和电话", "5日", "社区"), True),  # one figure among them excuses nothing
    ],
)
def test_an_option_is_contained_at_the_beginning_or_the_end(
    texts: tuple[str, ...], is_found: bool
) -> None:
    assert bool(names(options.find_contained_options, of(*texts))) is is_found


@pytest.mark.parametrize(
    ("texts", "letters"),
    [
        (("5日", "10日", "立即"), "C"),
        (("立即", "随时", "5日", "马上"), "C"),
        (("《慈善法》", "《监狱法》", "条例"), "C"),
        (("“好”", "“坏”", "不知道"), "C"),
        (("5日", "立即"), None),  # two options are no list
        (("5日", "10日", "15日"), None),
        (("《慈善法》的规定", "《监狱法》的条文", "条例"), None),
        (("“好”的说法", "“坏”的做法", "不知道"), None),
    ],
)
def test_options_of_mixed_forms_are_named_by_the_fewer(
    texts: tuple[str, ...], letters: str | None
) -> None:
    found = list(options.find_form_flaws(of(*texts)))
    assert [flaw.parameters["letters"] for flaw in found] == ([letters] if letters else [])


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("30日", "10日", "60日"), True),
        (("10日", "30日", "60日"), False),
        (("60日", "30日", "10日"), False),
        (("60日", "10日"), False),  # two options cannot be out of order
        (("十天", "一周", "两周", "一个月"), True),  # a week is seven days
        (("一周", "十天", "两周", "一个月"), False),
        (("三个星期", "二十天", "十天"), False),
        (("二十天", "三个星期", "十天"), True),
        (("十", "五", "二十"), True),
    ],
)
def test_figures_stand_in_order_of_their_size(texts: tuple[str, ...], is_found: bool) -> None:
    assert bool(names(numbers.find_order_flaws, of(*texts))) is is_found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("三天", 3, "time"),
        ("两周", 14, "time"),
        ("三个星期", 21, "time"),
        ("十五", 15, ""),
        ("0分之1", 1, "share"),  # nonsense, and no division by nothing
        ("四分之三", 0.75, "share"),
        ("百分之五", 0.05, "share"),
        ("2.5万元", 25_000, "元"),
    ],
)
def test_a_figure_has_a_value_and_a_unit(text: str, value: float, unit: str) -> None:
    ((found),) = read_figures(text)[0]
    assert (round(found.value, 9), found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["三观", "十字路口", "百姓", "五保户", "统一安排", "万一", "千方"])
def test_a_number_inside_a_word_is_no_figure(text: str) -> None:
    assert read_figures(text) == ([], text) or "＿" in read_figures(text)[1]


def chinese(number: int) -> str:
    """A number below ten thousand as it is written in laws."""
    words, digits = "", "零一二三四五六七八九"
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += digits[digit] + name
        elif words and number and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if words.startswith("一十") else words


@given(st.integers(1, 9999))
def test_numbers_in_chinese_are_read_as_they_are_written(number: int) -> None:
    assert read_chinese(chinese(number)) == number
    assert read_chinese(chinese(number).replace("零", "〇")) == number
    assert read_chinese(f"{chinese(number)}万") == number * 10_000


@pytest.mark.parametrize(
    ("text", "so"),
    [("自起诉满三年", True), ("自起诉起满三年", False), ("满三年", True), ("满", False)],
)
def test_a_bare_figure_has_at_most_four_other_characters(text: str, so: bool) -> None:
    assert is_figure(text) is so


@pytest.mark.parametrize(
    ("count", "is_found"), [("三名", False), ("四名", True), ("3名", True), ("两名", False)]
)
def test_small_counts_in_words_belong_to_any_story(count: str, is_found: bool) -> None:
    item = of("请家属", f"找{count}同工", "去社区", "开会", stem=f"有{count}老人，应{BLANK}。")
    assert bool(names(numbers.find_number_flaws, item)) is is_found


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("1至3年", "3至5年", "5至7年", "7至9年"), False),  # they share an end only
        (("1至4年", "3至5年", "5至7年", "7至9年"), True),
        (("1至9年", "3至5年", "10至12年", "13至14年"), True),  # one inside another
        (("1年", "3年", "5年", "7年"), False),
    ],
)
def test_ranges_may_share_an_end_and_nothing_more(texts: tuple[str, ...], is_found: bool) -> None:
    assert bool(names(numbers.find_range_flaws, of(*texts))) is is_found


@pytest.mark.parametrize(
    ("why", "is_found"), [("理" * 7, True), ("理" * 8, False), (" 理由 ", True), ("", False)]
)
def test_a_why_has_at_least_eight_characters(why: str, is_found: bool) -> None:
    assert bool(names(reasons.find_thin_whys, spoil(whys={"A": why}))) is is_found


@pytest.mark.parametrize(("length", "is_found"), [(0, False), (1, True), (23, True), (24, False)])
def test_a_rationale_has_at_least_24_characters(length: int, is_found: bool) -> None:
    assert bool(names(reasons.find_thin_rationale, spoil(rationale="理" * length))) is is_found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("因此B项正确", "B项"),
        ("故选C", "故选C"),
        ("A、C都对", "A、C"),
        ("维生素B正确摄入", "B正确"),
        ("AB项", None),  # two letters together are a word
        ("T恤", None),
        ("选项是四个", None),
    ],
)
def test_a_letter_is_cited_where_it_stands_for_an_option(text: str, words: str | None) -> None:
    found = list(reasons.find_cited_letters(spoil(rationale=text)))
    assert [flaw.parameters["words"] for flaw in found] == ([words] if words else [])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("朋辈支持小组", "朋辈支持"),
        ("朋辈支小组", None),  # three characters sound like chance
        ("的朋辈支持了", "朋辈支持"),
    ],
)
def test_an_echo_is_four_characters_long(key: str, words: str | None) -> None:
    item = of("请家属", key, "去社区", "开会", stem=f"老陈的朋辈支持较弱，应{BLANK}。")
    found = [flaw.parameters["words"] for flaw in wording.find_echo_flaws(item)]
    assert found == ([words] if words else [])


@given(
    st.text(HAN, min_size=1, max_size=12), st.sampled_from(["“”", "《》", "（）", "【】", "「」"])
)
def test_a_pair_of_marks_is_sound_and_half_of_it_is_not(text: str, pair: str) -> None:
    def found(words: str) -> bool:
        return "stray_mark" in names(typography.find_stray_marks, spoil(rationale=words))

    assert not found(f"{pair[0]}{text}{pair[1]}")
    assert not found(f"{pair[0]}{pair[0]}{text}{pair[1]}{pair[1]}")
    for half in (f"{pair[0]}{text}", f"{text}{pair[1]}", f"{pair[1]}{text}{pair[0]}"):
        assert found(half)


@given(st.text(HAN, min_size=3, max_size=30), st.sampled_from(',;?!()"'), st.integers(1, 28))
def test_a_half_width_mark_beside_chinese_is_found_with_six_characters_around(
    text: str, mark: str, place: int
) -> None:
    assume(place < len(text))
    item = ItemText("x", "case", rationale=text[:place] + mark + text[place:])
    (flaw,) = typography.find_half_width_marks(item)
    assert (
        flaw.parameters["words"] == text[max(0, place - 6) : place] + mark + text[place : place + 6]
    )


@pytest.mark.parametrize("text", ["3:1", "A, B and C", "v1.2", "第1.2条", "50%", "U.S."])
def test_half_width_marks_among_latin_letters_and_figures_may_stand(text: str) -> None:
    assert names(typography.find_half_width_marks, spoil(rationale=text)) == []


@given(st.permutations(list("ABCD")))
def test_the_flaws_of_one_item_do_not_hang_on_which_letter_is_which(order: list[str]) -> None:
    """Shuffled options have the same flaws, those of the order of figures apart."""
    texts = {**OPTIONS, "D": "以上都对", "A": "必须请子女接她同住"}
    whys = dict.fromkeys("ABCD", "没有征得本人的同意就安排。")
    before = ItemText("x", "single", STEM, texts, whys, "B", RATIONALE)
    moved = {new: texts[old] for new, old in zip("ABCD", order, strict=True)}
    key = "ABCD"[order.index("B")]
    after = ItemText("x", "single", STEM, moved, whys, key, RATIONALE)
    for rule in (
        options.find_length_flaws,
        options.find_detail_flaws,
        options.find_uneven_flaws,
        wording.find_pointing_options,
        wording.find_absolute_flaws,
        reasons.find_repeated_whys,
    ):
        assert names(rule, before) == names(rule, after)
