"""Articles are found by number, phrases word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.itembank.banks import write_statutes
from trainingapp.itembank.statutes import Statute, Statutes, chinese_number

UNITS = ["", "十", "百", "千"]
DIGITS = "零一二三四五六七八九"


def write_number(number: int) -> str:
    """The number as statutes write it."""
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + UNITS[power]
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def test_every_article_number_up_to_the_longest_code_is_understood() -> None:
    assert [n for n in range(1, 1300) if chinese_number(write_number(n)) != n] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("十四", 14), ("二十", 20), ("一百零五", 105), ("一千二百六十", 1260)],
)
def test_numbers_as_they_stand_in_the_civil_code(text: str, number: int) -> None:
    assert chinese_number(text) == number
    assert write_number(number) == text


def statute(folder: Path, text: str) -> Statute:
    path = folder / "law.md"
    path.write_text(text, encoding="utf-8")
    return Statute(path, effective="2024-09-05")


def test_an_article_runs_to_the_next_article_or_heading(tmp_path: Path) -> None:
    found = statute(
        tmp_path,
        "# 某法\n\n公布日期\n\n## 第一章\n\n- **第一条** 甲。\n\n  乙。\n\n- **第二条** 丙：\n\n  - （一）丁；\n\n"
        "## 第二章\n\n附注\n\n- **第三条** 戊。\n",
    )
    assert found.articles == {"1": "甲。乙。", "2": "丙：（一）丁；", "3": "戊。"}


def test_an_inserted_article_has_a_number_of_its_own(tmp_path: Path) -> None:
    found = statute(tmp_path, "- **第十四条** 甲。\n- **第十四条之二** 乙。\n")
    assert found.articles == {"14": "甲。", "14-2": "乙。"}


def test_a_mention_of_an_article_begins_none(tmp_path: Path) -> None:
    found = statute(tmp_path, "- **第一条** 依照本法**第二条**处理。\n  第三条不适用。\n")
    assert list(found.articles) == ["1"]


def test_a_phrase_must_stand_in_that_article_word_for_word(tmp_path: Path) -> None:
    found = Statutes(write_statutes(tmp_path)).find("中华人民共和国慈善法", "2023-12-29")
    assert found is not None
    assert found.contains("3", "自愿开展的下列公益活动")
    assert found.contains("3", "自愿开展 的下列")  # white space is no difference
    assert not found.contains("3", "自愿进行的下列公益活动")
    assert not found.contains("2", "自愿开展的下列公益活动")
    assert not found.contains("99", "自愿")


def test_a_version_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    found = Statutes(write_statutes(tmp_path))
    assert found.find("中华人民共和国慈善法", "2016-03-16") is None
    assert found.find("慈善法", "2023-12-29") is None


def test_the_index_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("- **第一条** 机密。\n", encoding="utf-8")
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "index.json").write_text(
        '[{"file": "../secret.md", "title": "某法", "published": "2020-01-01", "effective": ""}]',
        encoding="utf-8",
    )
    found = Statutes(folder).find("某法", "2020-01-01")
    assert found is not None
    with pytest.raises(FileNotFoundError):
        found.contains("1", "机密")
