"""`bank check` names the file, the line and what to do, for every kind of fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.itembank.banks import (
    FILES,
    FORM,
    ITEMS,
    LAWS,
    ON,
    POLICIES,
    SINGLE,
    SPECIFICATION,
    SYLLABUS,
    changed,
    write_bank,
    write_statutes,
)
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.findings import SENTENCES, Finding

ANCHOR = '{law: charity-law, version: "2023-12-29", article: "3", phrase: 自愿开展的下列公益活动}'
REVIEW = '"on": 2026-11-22, note: ""}'
OPTION_D = "    D: {text: 转介给志愿者, why: 过早转介}\n"
STEM = "  stem: 根据慈善法，下列活动中，属于慈善活动的有（　　）。\n"
DRAFT_STATUS = "  kind: essay\n  status: draft"
THIRD = SINGLE.format(code="JC-01-0003", knowledge="JC01.1.01", level="apply")

# file, what stands there, what is written instead, where the fault is (a piece of that line), code, piece of sentence
FAULTS = [
    (LAWS, "title: 中华人民共和国监狱法", "title: *law", "title: *law", "alias", "refused"),
    (LAWS, "title: 中华人民共和国监狱法", "title: &law 监狱法", "&law", "alias", "refused"),
    (
        LAWS,
        "title: 中华人民共和国监狱法",
        "title: !!python/object/apply:os.system [ls]",
        "!!python",
        "unsafe_tag",
        "python/object/apply:os.system",
    ),
    (LAWS, "  short: 监狱法", "\tshort: 监狱法", "\tshort", "tab", "use spaces"),
    (
        LAWS,
        "  short: 监狱法",
        "  short: [监狱法",
        'versions:\n    - {version: "2026',
        "not_yaml",
        "not valid YAML",
    ),
    (
        LAWS,
        "  short: 监狱法",
        "  short: 监狱法\n  short: 监",
        "short: 监\n",
        "duplicate_key",
        "“short” stands here twice",
    ),
    (LAWS, "  short: 监狱法", "  ? [a]\n  : 监狱法", "? [a]", "key_not_text", "must be a word"),
    (LAWS, "  short: 监狱法", "  short: 监狱法\n  3: x", "3: x", "key_not_text", "must be a word"),
    (LAWS, "  short: 监狱法", "  short: " + "[" * 20 + "]" * 20, "[[[[", "too_deep", "deeply"),
    (LAWS, "- code: prison-law", "---\n- code: prison-law", "---", "not_yaml", "second document"),
    (LAWS, FILES[LAWS], "# nothing\n", "# nothing", "empty_file", "empty"),
    (LAWS, FILES[LAWS], "code: charity-law\n", "code", "not_list", "must be a list"),
    (
        LAWS,
        "  short: 监狱法",
        "  short: 监狱法\n  abbr: 监",
        "abbr",
        "unknown_field",
        "no field “abbr”",
    ),
    (LAWS, "  short: 监狱法\n", "", "prison-law", "missing_field", "“short” is missing"),
    (LAWS, "  short: 监狱法", '  short: ""', 'short: ""', "empty_text", "“short” is empty"),
    (LAWS, "  short: 监狱法", "  short: 12", "short: 12", "not_text", "quotes"),
    (LAWS, "  short: 监狱法", "  short: yes", "short: yes", "bare_word", "“yes” means true"),
    (LAWS, '"2027-03-01"', '"soon"', '"soon"', "not_date", "2026-11-22"),
    (LAWS, "code: prison-law", "code: Prison Law", "Prison Law", "bad_code", "“Prison Law”"),
    (LAWS, "code: prison-law", "code: charity-law", None, "duplicate_law", "line 1"),
    (
        LAWS,
        'version: "2016-03-16"',
        'version: "2023-12-29"',
        '"2024-09-05"',
        "duplicate_version",
        "twice",
    ),
    (LAWS, '"2024-09-04"', '"2014-09-04"', "2014-09-04", "effective_reversed", "before it begins"),
    (POLICIES, "version: 1", 'version: "1"', 'version: "1"', "not_integer", "whole number"),
    (POLICIES, FILES[POLICIES], FILES[POLICIES] * 2, None, "duplicate_policy", "cn-objective@1"),
    (SYLLABUS, "code: JC\n", "code: JX\n", "JX", "syllabus_code", "is JC"),
    (
        SYLLABUS,
        "code: JC01.1.02",
        "code: JC01.1.01",
        "{zh: 功能",
        "duplicate_area",
        "JC01.1.01 already",
    ),
    (SYLLABUS, "code: JC01.1.03", "code: JC02.9.03", "JC02.9.03", "area_out_of_parent", "JC01.1."),
    (SYLLABUS, "code: JC01.1.03", "code: JC1", "JC1,", "bad_code", "“JC1”"),
    (SYLLABUS, "min: 8", "min: 14", "min: 14", "weight_reversed", "larger"),
    (SYLLABUS, "confidence: notes", "confidence: sure", "sure", "wrong_value", "“sure”"),
    (
        SPECIFICATION,
        "JC01: {min: 1, max: 2}",
        "JC01: {min: 2, max: 1}",
        "JC01",
        "bounds_reversed",
        "at most 1",
    ),
    (
        SPECIFICATION,
        "JC01: {min: 1, max: 2}",
        "JC01: {min: 3, max: 9}",
        "chapters",
        "bounds_impossible",
        "has 3",
    ),
    (
        SPECIFICATION,
        "{min: 1, max: 2}\nlevels",
        "{min: 0, max: 0}\nlevels",
        "chapters",
        "bounds_impossible",
        "has 3",
    ),
    (SPECIFICATION, "  JC01:", "  JC07:", "JC07", "unknown_chapter", "no chapter JC07"),
    (SPECIFICATION, "cn-objective@1", "cn-objective@7", "@7", "unknown_policy", "cn-objective@7"),
    (SPECIFICATION, "policy: cn-objective@1\n", "", "kinds", "missing_policy", "needs a policy"),
    (SPECIFICATION, "multiple: 1}", "multiple: 1, case: 1}", None, "missing_points", "case"),
    (SPECIFICATION, 'full_score: "4"', 'full_score: "5"', "full_score", "score_sum", "4 points"),
    (SPECIFICATION, 'cut_score: "2.4"', 'cut_score: "9"', "cut_score", "cut_score", "above"),
    (SPECIFICATION, "minutes: 120", "minutes: 0", "minutes", "wrong_value", "“0”"),
    (
        SPECIFICATION,
        "subject: junior-comprehensive",
        "subject: junior",
        "junior\n",
        "unknown_subject",
        "middle-law",
    ),
    (ITEMS, "kind: single", "kind: sole", "sole", "unknown_kind", "single, multiple"),
    (ITEMS, "status: ready", "status: done", "done", "unknown_status", "needs-review"),
    (ITEMS, "level: recall", "level: hard", "hard", "unknown_level", "understand"),
    (ITEMS, "code: JC-01-0003", "code: JC-01-3", "JC-01-3\n", "bad_code", "JC-01-3"),
    (ITEMS, "code: JC-01-0003", "code: JC-01-0001", None, "duplicate_item", "line 1"),
    (
        ITEMS,
        "code: JC-01-0003",
        "code: JP-01-0003",
        "JP-01-0003",
        "item_of_other_subject",
        "begin with JC.",
    ),
    (ITEMS, OPTION_D, "", "options", "single_options", "A, B, C"),
    (
        ITEMS,
        OPTION_D,
        OPTION_D + "    E: {text: 不予理会, why: 失职}\n",
        "options",
        "single_options",
        "D, E",
    ),
    (ITEMS, "    E: {text: 出售商品, why: 属于买卖}\n", "", None, "multiple_options", "A, B, C, D"),
    (ITEMS, "key: B\n", "key: BC\n", "key: BC", "single_key", "exactly one"),
    (ITEMS, "key: ABD", "key: A", "key: A\n", "multiple_key", "two to four"),
    (ITEMS, "key: ABD", "key: ABCDE", "key: ABCDE", "multiple_key", "two to four"),
    (ITEMS, "key: ABD", "key: BAD", "key: BAD", "key_order", "alphabet"),
    (ITEMS, "key: B\n", "key: F\n", "key: F", "key_without_option", "no such option"),
    (ITEMS, "text: 安排入住养老院", "text: 立即告知子女", None, "same_options", "say the same"),
    (ITEMS, "text: 安排入住养老院", 'text: " "', 'text: " "', "empty_text", "C.text"),
    (ITEMS, ", why: 过早转介", "", "转介给志愿者", "missing_why", "Option D"),
    (ITEMS, STEM, '  stem: "　"\n', 'stem: "', "empty_text", "“stem”"),
    (ITEMS, "expected: 0.45", "expected: 1.2", "1.2", "facility_range", "1.2"),
    (ITEMS, "expected: 0.45", 'expected: "0.45"', '"0.45"', "not_number", "number"),
    (
        ITEMS,
        "reason: 第四项容易漏选",
        'reason: ""',
        'reason: ""',
        "facility_reason",
        "needs a reason",
    ),
    (ITEMS, "{expected: 0.45, reason: 第四项容易漏选}", "0.45", "0.45", "not_fields", "“facility”"),
    (
        ITEMS,
        "point: 目标设定, points: 4",
        "point: 目标设定, points: 3",
        "rubric:",
        "rubric_sum",
        "9",
    ),
    (ITEMS, "[JC02.1.01]", "[JC02.1.07]", "JC02.1.07", "unknown_knowledge", "JC02.1.07"),
    (
        ITEMS,
        "[JC02.1.01]",
        "[JC02.1.01, JP01.1.01]",
        "JP01.1.01",
        "knowledge_of_other_subject",
        "junior-practice",
    ),
    (ITEMS, "[JC02.1.01]", "[JC02.1]", "JC02.1]", "knowledge_not_point", "in it"),
    (
        ITEMS,
        "[JC01.1.02]\n  level: apply",
        "[JC01.1.03]\n  level: apply",
        "JC01.1.03",
        "retired_knowledge",
        "retired",
    ),
    (ITEMS, "[JC02.1.01]", "[]", "knowledge: []", "wrong_length", "≥ 1"),
    (ITEMS, "enemies: []", "enemies: [JC-09-0001]", "JC-09-0001", "unknown_enemy", "JC-09-0001"),
    (ITEMS, "enemies: []", "enemies: [JC-02-0001]", "enemies", "own_enemy", "own enemy"),
    (ITEMS, "verdict: agree", "verdict: disagree", None, "ready_without_review", "needs a review"),
    (
        ITEMS,
        DRAFT_STATUS,
        "  kind: essay\n  status: ready",
        "status: ready\n  knowledge: [JC01.1.02]\n",
        "ready_without_review",
        "review",
    ),
    (ITEMS, "answer: ABD", "answer: ABC", "answer: ABC", "review_answer", "answered ABC"),
    (
        ITEMS,
        "second_defensible: false",
        "second_defensible: true",
        "true",
        "second_defensible",
        "second",
    ),
    (
        ITEMS,
        "second_defensible: false",
        'second_defensible: "no"',
        '"no"',
        "not_boolean",
        "true or false",
    ),
    (ITEMS, REVIEW, 'on: 2026-11-22, note: ""}', "on: 2026", "bare_word", "“on”"),
    (ITEMS, "law: charity-law", "law: charity-act", "charity-act", "unknown_law", "charity-act"),
    (ITEMS, '"2023-12-29"', '"2020-01-01"', '"2020-01-01"', "unknown_law_version", "2020-01-01"),
    (
        ITEMS,
        ", phrase: 自愿开展的下列公益活动",
        "",
        'article: "3"}',
        "anchor_without_phrase",
        "phrase",
    ),
    (ITEMS, '"2023-12-29"', '"2016-03-16"', '"2016-03-16"', "anchor_not_in_force", "2026-12-31"),
    (
        ITEMS,
        ANCHOR,
        '{law: prison-law, version: "2026-04-30", article: "1", phrase: 监狱}',
        "prison-law",
        "anchor_not_in_force",
        "监狱法",
    ),
    (FORM, "  JC-01-0002", "  JC-01-0077", "JC-01-0077", "form_unknown_item", "JC-01-0077"),
    (FORM, "  JC-02-0001", "  JC-01-0009", None, "form_not_ready", "is draft"),
    (
        FORM,
        "specification: junior-comprehensive-2025",
        "specification: none",
        "none",
        "unknown_specification",
        "none",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "code", "sentence"),
    FAULTS,
    ids=[f"{number:02d}-{fault[4]}" for number, fault in enumerate(FAULTS)],
)
def test_a_fault_is_reported_with_file_line_and_sentence(
    tmp_path: Path, file: str, old: str, new: str, at: str | None, code: str, sentence: str
) -> None:
    texts = changed(file, old, new)
    found = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    (first,) = [finding for finding in found if finding.code == code]
    assert first.file == file
    if at is not None:
        assert first.line == texts[file][: texts[file].index(at)].count("\n") + 1
    assert sentence in first.sentence


FORM_FAULTS = [
    (["JC-01-0001", "JC-02-0001"], "form_kind", "needs 2 single items and has 1"),
    (["JC-01-0001", "JC-01-0001", "JC-02-0001"], "form_repeated", "JC-01-0001"),
    (["JC-01-0001", "JC-02-0001", "JC-01-0002"], "form_order", "JC-01-0002"),
    (["JC-01-0001", "JC-01-0002", "JC-01-0003"], "form_chapter", "JC02"),
    (["JC-01-0001", "JC-01-0002", "JC-01-0003"], "form_level", "understand"),
]


@pytest.mark.parametrize(("codes", "code", "sentence"), FORM_FAULTS)
def test_a_form_that_misses_its_specification_is_reported(
    tmp_path: Path, codes: list[str], code: str, sentence: str
) -> None:
    head = FILES[FORM][: FILES[FORM].index("items:")]
    listed = "".join(f"  - {item}\n" for item in codes)
    found = check_bank(write_bank(tmp_path, **{FORM: f"{head}items:\n{listed}"}), on=ON).findings
    assert [f.line >= 5 for f in found if f.code == code and sentence in f.sentence] == [True]


def test_enemies_may_not_stand_on_one_form(tmp_path: Path) -> None:
    texts = changed(ITEMS, "enemies: []", "enemies: [JC-01-0001]")
    (finding,) = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert finding == Finding(FORM, 7, "form_enemies")
    assert "JC-01-0001 + JC-02-0001" in finding.sentence


def test_a_review_by_the_author_is_no_review(tmp_path: Path) -> None:
    texts = changed(ITEMS, "reader: 审题组乙", "reader: 内容组甲")
    codes = {finding.code for finding in check_bank(write_bank(tmp_path, **texts), on=ON).findings}
    assert codes == {"reviewer_is_author", "ready_without_review"}


def test_the_same_thing_in_two_files_is_reported(tmp_path: Path) -> None:
    copies = {
        "syllabi/2025/again.yaml": FILES[SYLLABUS],
        "specifications/again.yaml": FILES[SPECIFICATION],
        "forms/junior-comprehensive/again.yaml": FILES[FORM],
    }
    found = check_bank(write_bank(tmp_path, **copies), on=ON).findings
    assert {finding.code for finding in found} == {
        "duplicate_syllabus",
        "duplicate_specification",
        "duplicate_form",
    }


def test_text_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    write_bank(tmp_path)
    (tmp_path / POLICIES).write_bytes("# 计分\n# 规则\n".encode() + "单选".encode("gb18030"))
    (first, *_) = check_bank(tmp_path, on=ON).findings
    assert (first.file, first.line, first.code) == (POLICIES, 3, "not_utf8")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    write_bank(tmp_path)
    (tmp_path / POLICIES).write_text(FILES[POLICIES], encoding="utf-8-sig")
    assert check_bank(tmp_path, on=ON).findings == []


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    texts = {POLICIES: "#" * (8 * 1024 * 1024 + 1)}
    (first, *_) = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert first.code == "too_large"


def test_files_in_other_places_are_reported(tmp_path: Path) -> None:
    texts = {"items/one.yaml": "[]", "items/history/one.yaml": "[]", "notes.yaml": "a: 1"}
    found = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert [(finding.file, finding.code) for finding in found] == [
        ("items/history/one.yaml", "unknown_subject"),
        ("items/one.yaml", "unexpected_file"),
        ("notes.yaml", "unexpected_file"),
    ]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = write_bank(tmp_path / "bank")
    (tmp_path / "secret.yaml").write_text("- secret", encoding="utf-8")
    (folder / "items/junior-comprehensive/two.yaml").symlink_to(tmp_path / "secret.yaml")
    (finding,) = check_bank(folder, on=ON).findings
    assert finding.code == "outside"


def test_a_broken_syllabus_does_not_blame_every_item(tmp_path: Path) -> None:
    texts = changed(SYLLABUS, "en: Charity law", "en: Charity, law")
    found = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert {(finding.file, finding.code) for finding in found} == {(SYLLABUS, "unknown_field")}


STATUTE_FAULTS = [
    (ITEMS, 'article: "3"', 'article: "9"', "article_missing", "no article 9"),
    (ITEMS, "phrase: 自愿开展", "phrase: 有偿开展", "phrase_missing", "有偿开展"),
    (ITEMS, '"2023-12-29"', '"2016-03-16"', "statute_missing", "2016-03-16"),
    (LAWS, '"2024-09-05"', '"2024-09-01"', "statute_dates", "2024-09-05"),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "sentence"), STATUTE_FAULTS)
def test_an_anchor_is_looked_for_in_the_statute(
    tmp_path: Path, file: str, old: str, new: str, code: str, sentence: str
) -> None:
    texts = changed(file, old, new)
    folder = write_bank(tmp_path / "bank", **texts)
    found = check_bank(folder, on=ON, laws=write_statutes(tmp_path / "laws")).findings
    (first,) = [finding for finding in found if finding.code == code]
    assert first.file == file
    assert first.line == texts[file][: texts[file].index(new)].count("\n") + 1
    assert sentence in first.sentence


def test_a_phrase_is_found_across_lines_and_an_inserted_article_by_its_number(
    tmp_path: Path,
) -> None:
    texts = {
        ITEMS: FILES[ITEMS].replace(
            'article: "3", phrase: 自愿开展的下列公益活动', 'article: "14-1", phrase: 增加的条文'
        )
    }
    laws = write_statutes(tmp_path / "laws")
    assert check_bank(write_bank(tmp_path / "a"), on=ON, laws=laws).findings == []
    assert check_bank(write_bank(tmp_path / "b", **texts), on=ON, laws=laws).findings == []


def test_an_item_that_is_retired_may_rest_on_law_that_has_ended(tmp_path: Path) -> None:
    text = FILES[ITEMS].replace('"2023-12-29"', '"2016-03-16"')
    text = text.replace("kind: multiple\n  status: ready", "kind: multiple\n  status: retired")
    found = check_bank(write_bank(tmp_path, **{ITEMS: text}), on=ON).findings
    assert {finding.code for finding in found} == {"form_not_ready"}


def test_every_sentence_is_reached_by_a_test() -> None:
    text = "".join(path.read_text() for path in Path(__file__).parent.rglob("test_*.py"))
    assert [code for code in SENTENCES if f'"{code}"' not in text] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "答案只有一个字母，这里是：BC。"), ("en", "exactly one key letter; here: BC.")],
)
def test_the_command_prints_path_line_and_sentence(
    tmp_path: Path, language: str, sentence: str
) -> None:
    folder = write_bank(tmp_path, **changed(ITEMS, "key: B\n", "key: BC\n"))
    result = CliRunner().invoke(bank_commands, ["check", str(folder), "--language", language])
    assert result.exit_code == 1
    assert f"{folder}/{ITEMS}:15: " in result.output
    assert sentence in result.output


def test_the_command_prints_the_counts_of_a_clean_bank(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    result = CliRunner().invoke(bank_commands, ["counts", str(folder), "--language", "en"])
    assert result.exit_code == 0, result.output
    assert "junior-comprehensive: 5" in result.output
    assert "by status: draft 1  ready 4" in result.output
    assert "ready, by kind: single 3  multiple 1\n" in result.output
    assert "by kind: single 3  multiple 1  essay 1" in result.output
    assert "by level: recall 1  understand 1  apply 3" in result.output
    assert "by chapter: JC01 4  JC02 1" in result.output
