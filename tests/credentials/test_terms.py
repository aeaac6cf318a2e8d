"""One word for one thing in the Chinese of this part, whichever of its files says it."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import trainingapp

FOLDER = Path(trainingapp.__file__).parent / "translations" / "zh" / "LC_MESSAGES"
TEXTS = {
    (path.stem, str(message.id)): str(message.string)
    for path in sorted(FOLDER.glob("credentials_*.po"))
    for message in read_po(path.read_text(encoding="utf-8").splitlines(), locale="zh")
    if message.id
}
WORDS = {
    "登记员": "学籍管理员",
    "教务人员": "学籍管理员",
    "核实": "核验",
    "核验台": "核验人员",
    "末四位": "后四位",
    "主管机构": "发证机关",
    "发证机构": "发证机关",
    "登记已失效": "登记已过期",
    "已离开": "已注销账号",
    "完成，直到": "才算完成",
}


def test_every_file_of_the_part_is_read() -> None:
    assert len({name for name, _ in TEXTS}) >= 10


@pytest.mark.parametrize("word", WORDS)
def test_a_thing_has_one_name(word: str) -> None:
    found = [where for where, text in TEXTS.items() if word in text]
    assert not found, f"say “{WORDS[word]}”"


def test_loading_papers_is_not_called_registration() -> None:
    """登记 is what the registering body does with a certificate; a university enters papers (录入)."""
    assert not [key for key, text in TEXTS.items() if key[0].endswith("sheets") and "登记" in text]


def test_a_decision_has_the_name_that_the_rules_use() -> None:
    decisions = [
        text
        for (name, message), text in TEXTS.items()
        if name == "credentials_rules"
        and "decision" in message.lower()
        and "official" not in message
    ]
    assert len(decisions) >= 8
    assert all("判定" in text for text in decisions)


@pytest.mark.parametrize(
    "message", ["the last four characters", "its last four characters", "last4"]
)
def test_the_end_of_a_number_is_its_last_four(message: str) -> None:
    texts = [text for (_, said), text in TEXTS.items() if message in said]
    assert texts
    assert all("后四位" in text or "%(last4)s" in text for text in texts)


def test_first_and_last_days_are_said_without_doubt() -> None:
    """`前` leaves open whether the day itself counts; a last day does."""
    days = [
        text
        for (name, message), text in TEXTS.items()
        if name == "credentials_certs" and ("by %(" in message or "by %(last" in message.lower())
    ]
    assert len(days) >= 5
    assert not [text for text in days if "s 前" in text]
