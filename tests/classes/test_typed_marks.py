"""What a teacher types of attendance is read person by person; what makes no sense is named, not guessed."""

from __future__ import annotations

import pytest

from trainingapp.classes.forms.attendance import Typed, read_typed, words
from trainingapp.rules.attendance import MOST_NOTE, Word


@pytest.mark.parametrize(
    ("said", "note", "typed"),
    [
        ("present", "", Typed("present", "")),
        ("absent", "病假", Typed("absent", "病假")),
        ("absent", "  病假\u3000", Typed("absent", "病假")),
        ("absent", "a\0b", Typed("absent", "ab")),
        ("", "", Typed("", "")),
        ("", "  ", Typed("", "")),
        ("", "迟到", Typed("", "迟到", "alone")),
        ("nonsense", "", Typed("", "")),
        ("nonsense", "迟到", Typed("", "迟到", "alone")),
        ("present", "长" * MOST_NOTE, Typed("present", "长" * MOST_NOTE)),
        ("present", "长" * (MOST_NOTE + 1), Typed("present", "长" * (MOST_NOTE + 1), "long")),
        ("", "长" * (MOST_NOTE + 1), Typed("", "长" * (MOST_NOTE + 1), "long")),
    ],
)
def test_one_persons_fields_are_read(said: str, note: str, typed: Typed) -> None:
    assert read_typed({"mark-7": said, "note-7": note}, [7]) == {7: typed}


def test_a_missing_note_is_an_empty_one() -> None:
    assert read_typed({"mark-7": "present"}, [7]) == {7: Typed("present", "")}


def test_a_note_without_its_mark_names_nobody() -> None:
    assert read_typed({"note-7": "迟到"}, [7]) == {}


def test_only_those_who_are_asked_for_are_read() -> None:
    form = {f"mark-{number}": "present" for number in (1, 2, 3)} | {"mark-x": "present"}
    assert list(read_typed(form, [2, 4])) == [2]


def test_what_was_typed_becomes_words_for_the_act() -> None:
    typed = {1: Typed("present", "早到"), 2: Typed("absent", ""), 3: Typed("", "")}
    assert words(typed) == {1: Word(True, "早到"), 2: Word(False), 3: Word(None)}
