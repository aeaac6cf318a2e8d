"""Flaws as the bank and the site see them: from a shape, less what stands beside it as an exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.itembank.banks import ON, POLICIES, SPECIFICATION, changed, write_bank
from trainingapp.itembank.bank import read_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.checks.flaws import find_policy
from trainingapp.itembank.flaws import (
    describe_flaw,
    find_bank_flaws,
    find_flaws,
    find_form_flaws,
    find_tells,
)
from trainingapp.itembank.shapes import Facility, ItemShape, ObjectiveItem, Option, WrittenItem
from trainingapp.rules.item_flaws.flaw import Severity, Strategy
from trainingapp.rules.scoring import CN_OBJECTIVE_1

OPTIONS = {
    "A": "请村务监督委员会出面",
    "B": "请人民调解委员会出面",
    "C": "请村民代表会议来表决",
    "D": "请乡镇信访办公室受理",
}


def shape(code: str = "JC-01-0001", **changes: object) -> ObjectiveItem:
    """A sound item as a shape; nothing is validated, as while somebody types."""
    values: dict[str, object] = {
        "code": code,
        "kind": "single",
        "stem": "两户村民因果园边界争吵。社会工作者小韩最恰当的建议是（\u3000\u3000）。",
        "options": {
            letter: Option(text=text, why=f"说明{text}的理由")
            for letter, text in changes.pop("options", OPTIONS).items()  # type: ignore[attr-defined]
        },
        "key": "B",
        "rationale": "民间纠纷可以由人民调解委员会调解，自愿平等。依据《人民调解法》第二条。",
        "facility": Facility(expected=0.6, reason="易混淆"),
        "exceptions": {},
        **changes,
    }
    return ObjectiveItem.model_construct(**values)  # type: ignore[arg-type]


def names(item: ItemShape) -> list[str]:
    return [flaw.name for flaw in find_flaws(item)]


def test_a_sound_shape_has_no_flaws_and_folded_lines_are_none() -> None:
    assert names(shape()) == []
    folded = shape(stem="两户村民因果园边界争吵。 社会工作者小韩最恰当的建议是（\u3000\u3000）。\n")
    assert names(folded) == []


def test_an_exception_silences_its_own_flaw_only() -> None:
    options = {**OPTIONS, "A": "请村委会出面，一律罚款。"}
    flawed = shape(options=options)
    assert names(flawed) == ["absolute_distractors", "option_end_mark"]
    excepted = shape(options=options, exceptions={"absolute_distractors": "条文原话"})
    assert names(excepted) == ["option_end_mark"]


def test_a_flaw_is_described_for_the_page() -> None:
    (flaw,) = find_flaws(shape(options={**OPTIONS, "A": "以上都对"}))
    kind = describe_flaw(flaw)
    assert kind.severity is Severity.ERROR
    assert "A" in kind.sentence % flaw.parameters


@pytest.mark.parametrize(
    "changes",
    [{"stem": ""}, {"key": ""}, {"key": "E"}, {"options": {}}, {"rationale": ""}, {"kind": ""}],
)
def test_what_is_half_written_is_no_error(changes: dict[str, object]) -> None:
    assert isinstance(names(shape(**changes)), list)


def test_every_text_of_a_written_item_is_read() -> None:
    text = "某村的弱智青年"
    written = WrittenItem.model_validate(
        {
            "code": "MP-01-0001",
            "kind": "case",
            "status": "draft",
            "knowledge": ["MP01.1.01"],
            "level": "apply",
            "facility": {"expected": 0.5, "reason": "综合"},
            "stimulus": text,
            "tasks": [
                {
                    "prompt": text,
                    "points": 2,
                    "rubric": [{"point": text, "points": 2}],
                    "model_answer": text,
                }
            ],
            "rationale": f"评估从需要开始，与服务对象一起商定目标和做法，而{text}也一样。",
            "sources": ["2025年版大纲"],
            "origin": "original",
            "author": "内容组甲",
        },
        strict=False,
    )
    assert {flaw.path for flaw in find_flaws(written)} == {
        ("rationale",),
        ("stimulus",),
        ("tasks", 0, "prompt"),
        ("tasks", 0, "model_answer"),
        ("tasks", 0, "rubric", 0, "point"),
    }


TWIN = {"stem": "两户村民因果园边界争吵。社会工作者小周最恰当的建议是（\u3000\u3000）。"}


def test_twins_of_the_bank_are_found_unless_either_is_excepted() -> None:
    items = [shape(), shape("JC-01-0002", **TWIN)]
    found = find_bank_flaws(items)
    assert {(entry.code, entry.flaw.name) for entry in found} == {
        ("JC-01-0002", "near_duplicate"),
        ("JC-01-0002", "shared_options"),
    }
    assert found[0].codes == {"JC-01-0001", "JC-01-0002"}
    reasons = {"near_duplicate": "两卷各用一题"}
    for position in (0, 1):
        excepted = [shape(), shape("JC-01-0002", **TWIN)]
        excepted[position] = excepted[position].model_copy(update={"exceptions": reasons})
        assert [entry.flaw.name for entry in find_bank_flaws(excepted)] == ["shared_options"]
        assert len(find_bank_flaws(excepted, with_excepted=True)) == 2


def test_items_of_a_form_that_answer_each_other_are_found_unless_excepted() -> None:
    told = {"stem": "请人民调解委员会出面之后，社会工作者首先应当（\u3000\u3000）。"}
    other = shape("JC-01-0002", options={"A": "甲", "B": "乙", "C": "丙", "D": "丁"}, **told)
    (entry,) = find_form_flaws([shape(), other])
    assert (entry.code, entry.flaw.name) == ("JC-01-0001", "answer_cued")
    excepted = shape(exceptions={"answer_cued": "常识"})
    assert find_form_flaws([excepted, other]) == []
    assert len(find_form_flaws([excepted, other], with_excepted=True)) == 1


def test_only_a_form_is_guessed() -> None:
    items = [shape(options={**OPTIONS, "B": OPTIONS["B"] + "，并陪同前往"})]
    assert find_tells(items, None, scope="bank") == []
    told = [flaw.parameters["strategy"] for flaw in find_tells(items, CN_OBJECTIVE_1, scope="form")]
    assert Strategy.LONGEST in told


def test_a_form_is_scored_by_the_policy_of_its_specification(tmp_path: Path) -> None:
    other = '- {code: other, version: 2, single: "3", multiple: "4", per_option: "1", source: 试}\n'
    text = changed(POLICIES, "- {code: cn", other + "- {code: cn")
    bank = check_bank(write_bank(tmp_path, **text), on=ON)
    form = bank.forms[0].shape
    assert find_policy(bank, form) == CN_OBJECTIVE_1
    assert find_policy(bank, form.model_copy(update={"specification": "unknown"})) is None
    silent = changed(SPECIFICATION, "policy: cn-objective@1\n", "")
    written = read_bank(write_bank(tmp_path / "b", **silent))
    assert find_policy(written, written.forms[0].shape) is None
