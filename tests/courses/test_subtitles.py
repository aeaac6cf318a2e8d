"""Subtitles: words and times pass, nothing else does; a wrong line is named to the author."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from trainingapp.courses.subtitles import (
    MOST_CUES,
    SubtitlesWrong,
    check_subtitles,
    clean_known,
    clean_subtitles,
)

HEAD = "WEBVTT\n\n"
TIME = "00:01.000 --> 00:04.000"
CLEAN = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000"


def clean(text: str) -> str:
    return clean_subtitles(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{TIME}\n先接案,再预估。\n",
        f"\ufeff{HEAD}{TIME}\n先接案,再预估。",
        f"WEBVTT - 第一课\nKind: captions\n\n{TIME}\n先接案,再预估。",
        f"{HEAD}1\n{TIME}\n先接案,再预估。",
        f"{HEAD}{TIME}\r\n先接案,再预估。\r\n",
        f"{HEAD}00:00:01.000 --> 00:00:04.000\n先接案,再预估。",
        f"{HEAD}NOTE 内部备注\n\n{TIME}\n先接案,再预估。",
        f"{HEAD}STYLE\n::cue {{ background: url(http://evil.example/a) }}\n\n{TIME}\n先接案,再预估。",
        f"{HEAD}REGION\nid:a\nwidth:400%\n\n{TIME} region:a\n先接案,再预估。",
        f"{HEAD}{TIME}\n<b>先接案</b>,<i.loud>再预估</i>。",
        f"{HEAD}{TIME}\n<v 王老师>先接案,再预估。",
        f"{HEAD}{TIME}\n先接案,<00:02.000>再预估。",
        f"{HEAD}{TIME} vertical:rl snap:up onload:alert(1)\n先接案,再预估。",
        f"{HEAD}{TIME}\n先接案,\u202e\u0000再预估。\u200e",
        f"{HEAD}{TIME}\n先接案,再预估。<script",
        f"{HEAD}{TIME}\n先接案,再预估。<img src=x onerror=alert(1)>",
        f"{HEAD}words without a time\n\n{TIME}\n先接案,再预估。",
    ],
)
def test_words_and_times_pass_and_nothing_else(text: str) -> None:
    assert clean(text) == f"{CLEAN}\n先接案,再预估。\n"
    check_subtitles(text.encode())


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ("<b>案</b><script>alert(1)</script>", "案alert(1)"),  # words, which no player runs
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<<b>script>alert(1)", "script&gt;alert(1)"),
        ("&#60;b&#62;", "&lt;b&gt;"),
        ("&amp;lt;", "&amp;lt;"),
        ("甲 &amp; 乙", "甲 &amp; 乙"),
        (
            "一行&#10;&#10;00:05.000 --&gt; 00:06.000&#10;假的",
            "一行\n00:05.000 --&gt; 00:06.000\n假的",
        ),
        ("甲\n乙", "甲\n乙"),
        ("  甲   乙  ", "甲 乙"),
        ("&lrm;甲&rlm;", "甲"),
        ("<ruby>漢<rt>hàn</rt></ruby>", "漢hàn"),
        ("字" * 1500, "字" * 1000),
    ],
)
def test_the_words_of_a_cue_are_plain(payload: str, shown: str) -> None:
    assert clean(f"{HEAD}{TIME}\n{payload}\n") == f"{CLEAN}\n{shown}\n"


def test_the_place_of_words_stays() -> None:
    text = f"{HEAD}{TIME} line:-1 position:50% align:center size:80%\n案\n"
    assert clean(text) == f"{CLEAN} line:-1 position:50% align:center size:80%\n案\n"


def test_long_films_have_hours() -> None:
    assert clean(f"{HEAD}02:59:59.999 --> 100:00:00.500\n案") == (
        "WEBVTT\n\n02:59:59.999 --> 100:00:00.500\n案\n"
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"hello", 1),
        (b"WEBVTTx\n\n", 1),
        (b"\n" + f"{HEAD}{TIME}\na".encode(), 1),
        (b"WEBVTT\n", 0),  # nothing is said
        (f"{HEAD}NOTE nothing\n".encode(), 0),
        (f"{HEAD}00:04.000 --> 00:01.000\na\n".encode(), 3),  # ends before it begins
        (f"{HEAD}00:01,000 --> 00:04,000\na\n".encode(), 3),  # SubRip's comma
        (f"{HEAD}{TIME}\na\n\n7\n00:61.000 --> 00:70.000\nb\n".encode(), 7),
        (f"{HEAD}{TIME}\na\n00:05.000 --> 00:06.000\nb\n".encode(), 3),  # an empty line is missing
        (f"WEBVTT\n{TIME}\na\n".encode(), 2),
        (f"{HEAD}{TIME}\n".encode() + b"\xff\xfe", 4),
        (f"{HEAD}1 --> 2\na\n".encode(), 3),
        ((HEAD + f"{TIME}\na\n\n" * (MOST_CUES + 1)).encode(), 3 + 3 * MOST_CUES),
    ],
)
def test_the_first_wrong_line_is_named(content: bytes, line: int) -> None:
    with pytest.raises(SubtitlesWrong) as refused:
        check_subtitles(content)
    assert refused.value.line == line


def test_what_was_stored_before_the_check_still_reaches_players_clean() -> None:
    text = f"{HEAD}00:04.000 --> 00:01.000\nb\n\n{TIME}\n<c>案</c>\n\n{TIME}\n<b></b>\n"
    assert clean(text) == f"{CLEAN}\n案\n"
    assert clean("<html><script>alert(1)</script>") == "WEBVTT\n"
    assert clean_known("abc", text.encode()) == clean_subtitles(text.encode())


SAFE_CUE = re.compile(
    r"[\d:.]+ --> [\d:.]+(?: (?:align|line|position|size):[\w%-]+)*\n(?:[^\n]+\n?)+"
)


@given(st.text(alphabet="<>&;/\n\t-01: .abWEBVT案", max_size=120))
def test_no_text_whatever_brings_markup_to_a_player(payload: str) -> None:
    made = clean(f"{HEAD}{TIME}\n{payload}")
    head, *cues = made.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    assert "<" not in made
    assert made.count("-->") == len(cues)
    assert all(SAFE_CUE.fullmatch(cue) for cue in cues)
    assert clean(made) == made
