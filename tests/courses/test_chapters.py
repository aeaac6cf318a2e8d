"""Chapters as authors write them: every wrong line is named, and what was read is written back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from trainingapp.courses.chapters import (
    MOST_CHAPTERS,
    Chapter,
    Problem,
    chapters_of,
    read_chapters,
    read_time,
    write_chapters,
)
from trainingapp.rules.watching import write_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00", 0),
        ("2:05", 125),
        ("02:05", 125),
        ("12:30", 750),
        ("75:00", 4500),
        ("1:02:03", 3723),
        (" 12:30 ", 750),
        ("12\uff1a30", 750),  # a Chinese keyboard
    ],
)
def test_a_time_is_read(text: str, seconds: int) -> None:
    assert read_time(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "12", "12:3", "12:60", "-1:00", "a:00", "1:2:3:4", "١٢:٣٠", "1.30"]
)
def test_anything_else_is_no_time(text: str) -> None:
    assert read_time(text) is None


@given(st.integers(0, 24 * 3600))
def test_a_time_is_read_as_it_is_written(seconds: int) -> None:
    assert read_time(write_time(seconds)) == seconds


def test_lines_become_chapters() -> None:
    chapters, problems = read_chapters(
        "00:00 开场\n\n02:30 接案的\t任务\n1:02:30  小结 \n75:00　答疑"
    )
    assert problems == {}
    assert chapters == [
        Chapter(0, "开场"),
        Chapter(150, "接案的 任务"),
        Chapter(3750, "小结"),
        Chapter(4500, "答疑"),
    ]
    assert [chapter.time for chapter in chapters] == ["00:00", "02:30", "1:02:30", "1:15:00"]


def test_every_wrong_line_is_named_with_what_is_wrong() -> None:
    text = "\n".join(
        [
            "00:00 开场",
            "开场之后",
            "05:00",
            "04:00 四分",
            "04:00 又四分",
            "03:00 回头",
            "06:00 " + "长" * 81,
            "06:00开会",
        ]
    )
    chapters, problems = read_chapters(text)
    assert problems == {
        2: Problem.NO_TIME,
        3: Problem.NO_TITLE,
        5: Problem.NOT_LATER,
        6: Problem.NOT_LATER,
        7: Problem.TITLE_LONG,
        8: Problem.NO_TIME,
    }
    assert chapters == [Chapter(0, "开场"), Chapter(240, "四分")]


def test_a_hundred_chapters_are_enough() -> None:
    lines = [f"{n:02}:00 第{n}段" for n in range(MOST_CHAPTERS + 2)]
    chapters, problems = read_chapters("\n".join(lines))
    assert len(chapters) == MOST_CHAPTERS
    assert problems == {MOST_CHAPTERS + 1: Problem.TOO_MANY, MOST_CHAPTERS + 2: Problem.TOO_MANY}


def test_what_was_read_is_written_back_the_same() -> None:
    text = "00:00 开场\n02:30 <b>接案</b>\n1:02:30 小结"
    chapters, _problems = read_chapters(text)
    stored = [(chapter.seconds, chapter.title) for chapter in chapters]
    assert write_chapters(stored) == text
    assert chapters_of({"chapters": [list(row) for row in stored]}) == chapters


@pytest.mark.parametrize("content", [{}, {"chapters": None}, {"chapters": []}])
def test_a_video_without_chapters_has_none(content: dict[str, object]) -> None:
    assert chapters_of(content) == []


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    chapters, problems = read_chapters(text)
    assert len(chapters) + len(problems) == len(
        [line for line in text.splitlines() if line.strip()]
    )
