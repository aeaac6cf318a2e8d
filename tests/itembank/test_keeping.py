"""What is read once and kept in memory: what it is for, how much of it, and how long."""

from __future__ import annotations

import pytest

from trainingapp.itembank.keeping import MINUTES, MOST, Memory


def test_a_value_is_loaded_once() -> None:
    memory, loads = Memory(), iter(["AB", "never asked for"])
    assert [memory.recall("key", lambda: next(loads)) for _ in range(3)] == ["AB"] * 3


def test_what_cannot_be_loaded_is_asked_for_again() -> None:
    memory = Memory()
    with pytest.raises(StopIteration):
        memory.recall("key", lambda: next(iter("")))
    assert memory.recall("key", lambda: "AB") == "AB"


def test_the_oldest_values_go_when_there_are_too_many() -> None:
    memory = Memory()
    for number in range(MOST + 1):
        memory.recall(number, iter([number]).__next__)
    assert memory.recall(MOST, lambda: -1) == MOST
    assert memory.recall(0, lambda: -1) == -1


def test_what_may_change_is_asked_for_again_after_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, seconds = Memory(), 0.0
    monkeypatch.setattr("time.monotonic", lambda: seconds)
    assert memory.recall_for_minutes("title", lambda: "old") == "old"
    seconds = MINUTES * 60 - 1.0
    assert memory.recall_for_minutes("title", lambda: "new") == "old"
    seconds = MINUTES * 60.0
    assert memory.recall_for_minutes("title", lambda: "new") == "new"
