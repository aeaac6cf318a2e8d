"""`bank check` judges how good a bank without faults is: flaws, exceptions, shares, targets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.itembank.banks import FORM, ITEMS, ON, SINGLE, SPECIFICATION, write_bank
from tests.itembank.large import write_mixed
from trainingapp.itembank.checking import Quality, check_bank, check_quality
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.findings import SENTENCES, Finding
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.flaw import Strategy

TARGETS = "targets.yaml"
LETTERS = "BDAC"
SCENES = (
    ("居民老周反映楼道堆物，物业几次劝说没有用", "召集住户商量"),
    ("留守儿童小梅成绩下滑，奶奶不识字", "家访了解情况"),
    ("退役军人老秦求职屡次受挫，情绪低落", "评估他的能力"),
    ("外卖骑手阿强腿部受伤，担心断了收入", "说明工伤政策"),
    ("戒毒人员老孟返回社区，邻居有所顾虑", "协助签订协议"),
)
OTHERS = (
    ("请派出所出面处罚", "张贴告示公开点名", "劝住户搬离这栋楼"),
    ("建议学校让她留级", "联系外地父母辞工", "安排寄宿学校就读"),
    ("代他投递全部简历", "劝他先回乡下种地", "替他申请生活补助"),
    ("发动同行捐款捐物", "联系媒体曝光平台", "劝他换一份新工作"),
    ("通知邻居多加防备", "要求他不再出家门", "把他送回强戒场所"),
)


def item(number: int, *, stem: str = "", exceptions: str = "{}", **options: str) -> str:
    """A ready item without a flaw, or with the words given; its key letter goes by its number."""
    scene, right = SCENES[number % 5]
    key = LETTERS[number % 4]
    wrong = iter(OTHERS[number % 5])
    texts = {letter: right if letter == key else next(wrong) for letter in "ABCD"} | options
    lines = "".join(
        f"    {letter}: {{text: {text}, why: 说明选项{text}的理由}}\n"
        for letter, text in texts.items()
    )
    return f"""\
- code: JC-01-{number:04d}
  kind: single
  status: ready
  knowledge: [JC01.1.01]
  level: apply
  facility: {{expected: 0.65, reason: 两种做法容易混淆}}
  stem: {stem or scene + "。社会工作者首先应当（　　）。"}
  options:
{lines}  key: {key}
  rationale: 服务从了解情况和需要开始，再与服务对象商定做法。依据2025年版大纲第一章。
  sources: [2025年版大纲 第一章]
  origin: original
  author: 内容组甲
  reviews:
    - {{reader: 审题组乙, answer: {key}, verdict: agree, second_defensible: false, "on": 2026-11-22, note: ""}}
  exceptions: {exceptions}
"""


def sound(count: int = 3) -> str:
    return "".join(item(number) for number in range(1, count + 1))


def write(folder: Path, items: str, **files: str) -> Path:
    """The small bank with these items and no form."""
    write_bank(folder, **{ITEMS: items, **files})
    if FORM not in files:
        (folder / FORM).unlink()
    return folder


def quality(folder: Path, items: str, **files: str) -> Quality:
    found = check_bank(write(folder, items, **files), on=ON)
    assert [finding.sentence for finding in found.findings] == []
    return check_quality(found)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def run(folder: Path, *options: str) -> Result:
    arguments = ["check", str(folder), "--exam-year", "2027", "--language", "en", *options]
    return CliRunner().invoke(bank_commands, arguments)


def test_a_sound_bank_has_nothing_to_mend(tmp_path: Path) -> None:
    assert quality(tmp_path, sound(5)) == Quality([], [])


def test_a_certain_flaw_of_a_ready_item_is_an_error_with_its_line(tmp_path: Path) -> None:
    items = sound() + item(4, A="一律请派出所处罚")
    found = quality(tmp_path, items)
    ((finding,), warnings) = found
    assert (finding.code, finding.file, warnings) == ("absolute_distractors", ITEMS, [])
    line = (tmp_path / ITEMS).read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert "一律" in line


def test_the_same_flaw_of_a_draft_is_a_warning_and_of_a_retired_item_nothing(
    tmp_path: Path,
) -> None:
    flawed = item(4, A="一律请派出所处罚")
    draft = quality(tmp_path / "a", sound() + flawed.replace("status: ready", "status: draft"))
    assert (codes(draft.errors), codes(draft.warnings)) == ([], ["absolute_distractors"])
    retired = quality(tmp_path / "b", sound() + flawed.replace("status: ready", "status: retired"))
    assert retired == Quality([], [])


def test_an_uncertain_flaw_is_a_warning_also_of_a_ready_item(tmp_path: Path) -> None:
    found = quality(tmp_path, sound() + item(4, B="通常先说明政策"))
    assert (codes(found.errors), codes(found.warnings)) == ([], ["hedged_key"])


def test_an_exception_with_its_reason_silences_a_flaw(tmp_path: Path) -> None:
    excepted = item(4, A="一律请派出所处罚", exceptions="{absolute_distractors: 条文原话}")
    assert quality(tmp_path, sound() + excepted) == Quality([], [])


@pytest.mark.parametrize("name", ["no_such_flaw", "guessable", "key_letter_share"])
def test_an_exception_of_an_unknown_name_is_an_error(tmp_path: Path, name: str) -> None:
    found = quality(tmp_path, sound() + item(4, exceptions=f"{{{name}: 说明}}"))
    assert codes(found.errors) == ["unknown_exception"]


def test_an_exception_of_a_flaw_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    found = quality(tmp_path, sound() + item(4, exceptions="{absolute_distractors: 条文原话}"))
    assert codes(found.errors) == ["idle_exception"]
    assert "absolute_distractors" in found.errors[0].sentence


@pytest.mark.parametrize("number", [1, 9])
def test_either_of_two_twins_may_carry_the_exception(tmp_path: Path, number: int) -> None:
    twin = item(6).replace("JC-01-0006", "JC-01-0009")  # scene 1 with other letters
    assert codes(quality(tmp_path / "a", sound() + twin).errors) == ["near_duplicate"]
    reason = "exceptions: {near_duplicate: 两卷各用一题}"
    parts = {1: item(1), 9: twin}
    parts[number] = parts[number].replace("exceptions: {}", reason)
    excepted = quality(tmp_path / "b", parts[1] + item(2) + item(3) + parts[9])
    assert codes(excepted.errors) == []


def test_a_draft_that_copies_a_ready_item_does_not_make_the_ready_one_fail(tmp_path: Path) -> None:
    twin = item(6).replace("JC-01-0006", "JC-01-0000").replace("status: ready", "status: draft")
    found = quality(tmp_path, twin + sound())
    assert (codes(found.errors), set(codes(found.warnings))) == (
        [],
        {"near_duplicate", "shared_options"},
    )


FORM_OF_THREE = """\
code: junior-comprehensive-1
version: 1
title: {zh: 初级综合能力 模拟卷一, en: Mock form 1}
specification: junior-comprehensive-2025
items: [JC-01-0001, JC-01-0002, JC-01-0003]
"""
PAPER = """\
subject: junior-comprehensive
code: junior-comprehensive-2025
edition: "2025"
minutes: 120
policy: cn-objective@1
cut_score: "2"
full_score: "3"
kinds: {single: 3}
source: 2025年版大纲
"""


def test_a_form_that_can_be_guessed_fails(tmp_path: Path) -> None:
    long = "先与本人谈一谈再商定做法"
    items = item(1, **{LETTERS[1]: long}) + item(2, **{LETTERS[2]: long}) + item(3)
    found = quality(tmp_path, items, **{FORM: FORM_OF_THREE, SPECIFICATION: PAPER})
    told = {f.parameters["strategy"]: f for f in found.errors if f.code == "guessable"}
    finding = told[Strategy.LONGEST]
    assert (finding.file, finding.line) == (FORM, 5)
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "Guessing by the longest option brings" in result.output


def test_items_that_answer_each_other_on_a_form_are_warned_of(tmp_path: Path) -> None:
    told = item(2, stem="社会工作者召集住户商量以后，下一步应当（　　）。")
    files = {FORM: FORM_OF_THREE, SPECIFICATION: PAPER}
    found = quality(tmp_path, item(5).replace("0005", "0001") + told + item(3), **files)
    (finding,) = [f for f in found.warnings if f.code == "answer_cued"]
    assert "JC-01-0002" in finding.sentence


@pytest.mark.parametrize(("count", "is_judged"), [(99, False), (100, True)])
def test_shares_are_judged_from_a_hundred_ready_items_of_a_subject_on(
    tmp_path: Path, count: int, is_judged: bool
) -> None:
    items = "".join(
        SINGLE.format(code=f"JC-01-{number:04d}", knowledge="JC01.1.01", level="apply")
        for number in range(count)
    )
    found = quality(tmp_path, items)
    shares = [f for f in found.errors if f.code == "key_letter_share"]
    assert bool(shares) is is_judged
    if is_judged:
        assert [f.parameters["letter"] for f in shares] == ["A", "B", "C", "D"]
        assert shares[0].file == "items/junior-comprehensive"


def target(single: int) -> str:
    return f"- subject: junior-comprehensive\n  ready: {{single: {single}}}\n"


BOUNDS = PAPER + "chapters: {JC01: {min: 0, max: 3}, JC02: {min: 0, max: 1}}\n"
TIGHT = PAPER + "chapters: {JC01: {min: 0, max: 2}, JC02: {min: 1, max: 2}}\n"
SECOND = "knowledge: [JC01.1.01, JC02.1.01]"


def covering(count: int = 3) -> str:
    """Items that reach both sections."""
    return sound(count).replace("knowledge: [JC01.1.01]", f"{SECOND}", 1)


def test_a_target_that_is_met_is_silent(tmp_path: Path) -> None:
    files = {TARGETS: target(3), SPECIFICATION: BOUNDS}
    assert quality(tmp_path, covering(), **files) == Quality([], [])


@pytest.mark.parametrize(
    ("items", "files", "code", "piece"),
    [
        (covering(), {TARGETS: target(4), SPECIFICATION: BOUNDS}, "target_short", "3 ready items"),
        (
            covering().replace("status: ready", "status: draft", 1),
            {TARGETS: target(2), SPECIFICATION: BOUNDS},
            "empty_section",
            "JC02.1",
        ),
        (
            covering(),
            {TARGETS: target(3), SPECIFICATION: TIGHT},
            "chapter_share",
            "JC01 has 3 of 3 ready items, 3.0 on a form of 3",
        ),
        (covering(), {TARGETS: target(3) * 2, SPECIFICATION: BOUNDS}, "duplicate_target", "line 1"),
    ],
)  # fmt: skip
def test_a_target_that_is_missed_fails(
    tmp_path: Path, items: str, files: dict[str, str], code: str, piece: str
) -> None:
    found = quality(tmp_path, items, **files)
    told = [finding for finding in found.errors if finding.code == code]
    assert told
    assert told[0].file == TARGETS
    assert piece in told[0].sentence


def test_a_subject_that_is_not_declared_owes_nothing(tmp_path: Path) -> None:
    declared = {TARGETS: "- subject: middle-law\n  ready: {single: 1}\n"}
    (missed,) = quality(tmp_path / "a", sound(1), **declared).errors
    assert missed.parameters["subject"] == "middle-law"
    assert quality(tmp_path / "b", sound(1)) == Quality([], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- subject: junior\n  ready: {single: 1}\n", "unknown_subject"),
        ("- subject: middle-law\n  ready: {oral: 1}\n", "unknown_kind"),
        ("- subject: middle-law\n  ready: {}\n", "wrong_length"),
        ("- subject: middle-law\n  ready: {single: 0}\n", "wrong_value"),
        ("- subject: middle-law\n", "missing_field"),
        ("subject: middle-law\n", "not_list"),
    ],
)
def test_the_file_of_targets_is_validated_like_every_other(
    tmp_path: Path, text: str, code: str
) -> None:
    found = check_bank(write(tmp_path, sound(1), **{TARGETS: text}), on=ON)
    assert [(finding.file, finding.code) for finding in found.findings] == [(TARGETS, code)]


def test_the_command_counts_warnings_and_shows_them_when_asked(tmp_path: Path) -> None:
    write(tmp_path, sound() + item(4, B="通常先评估他的能力"))
    plain = run(tmp_path)
    assert plain.exit_code == 0, plain.output
    assert "0 findings to mend, 1 warnings." in plain.output
    assert "hedged_key" not in plain.output
    told = run(tmp_path, "--warnings")
    assert told.exit_code == 0
    assert re.search(
        rf"{re.escape(ITEMS)}:\d+: Only the key says “通常”.* \[hedged_key\]", told.output
    )


def test_the_command_fails_on_a_flaw_and_names_it(tmp_path: Path) -> None:
    result = run(write(tmp_path, sound() + item(4, A="一律请派出所处罚")))
    assert result.exit_code == 1
    assert "[absolute_distractors]" in result.output
    assert "1 findings to mend, 0 warnings." in result.output
    assert "ready, by kind: single 4" in result.output


def test_a_bank_with_flaws_can_still_be_loaded(tmp_path: Path) -> None:
    found = check_bank(write(tmp_path, sound() + item(4, A="一律请派出所处罚")), on=ON)
    assert found.findings == []


def test_no_flaw_has_the_name_of_a_fault() -> None:
    assert set(CATALOGUE) & set(SENTENCES) == set()


@pytest.mark.slow
def test_a_large_bank_is_checked_whole(tmp_path: Path) -> None:
    write_mixed(tmp_path, 2_000)
    found = check_bank(tmp_path, on=ON)
    check_quality(found)
    assert len(found.items) == 2_000
