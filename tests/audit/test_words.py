"""Every act that the site writes down has a name in words."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import calls, modules
from trainingapp.audit.words import ACTS, SUBJECTS, act_text, subject_text

CODE = re.compile(r"[a-z]+\.[a-z_]+")


def test_every_act_and_subject_of_the_program_has_words() -> None:
    acts, subjects = set(), set()
    for tree in modules().values():
        for name, call in calls(tree):
            if name.rsplit(".", 1)[-1] in {"record", "_record"}:
                acts |= {text for text in texts(call.args) if CODE.fullmatch(text)}
                given = [word.value for word in call.keywords if word.arg == "subject"]
                subjects |= texts(given)
    assert len(acts) > 30
    assert acts - set(ACTS) == set()
    assert subjects - set(SUBJECTS) == set()


def texts(values: list[ast.expr]) -> set[str]:
    found = [node for value in values for node in ast.walk(value)]
    return {n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_an_act_of_an_older_release_shows_its_code() -> None:
    assert act_text("accounts.of_old") == "accounts.of_old"
    assert subject_text("of_old") == "of_old"
