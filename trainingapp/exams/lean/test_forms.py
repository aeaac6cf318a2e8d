"""Test forms as the hot routes need them: document, key and policy, kept in memory because they
never change.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.store import Link, Row, Store
from trainingapp.exams.marking import Marking, make_marking
from trainingapp.rules.scoring import ScoringPolicy

MOST_TEST_FORMS = 200  # about 30 kB each


@dataclass(frozen=True, slots=True)
class HeldTestForm:
    """A test form: what candidates get, compressed, and what stays here."""

    form: int
    document: bytes
    sha256: str
    marking: Marking

    @property
    def mark(self) -> int:
        """The beginning of the document's hash, short enough for a token."""
        return int(self.sha256[:8], 16)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What goes with the document: it never changes, and only the candidate's own device may keep it."""
        return (
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(self.document))),
            ("Content-Encoding", "gzip"),
            ("Cache-Control", "private, max-age=31536000, immutable"),
            ("ETag", f'"{self.sha256}"'),
        )


class HeldTestForms:
    """The test forms used last. One thread loads a missing one while the others wait for it."""

    def __init__(self) -> None:
        self._test_forms: OrderedDict[int, HeldTestForm] = OrderedDict()
        self._loading = Lock()

    def get(self, store: Store, form: int, mark: int) -> HeldTestForm | None:
        """The test form with this mark; None when there is no such objective form."""
        found = self.find(form, mark)
        if found is not None:
            return found
        with self._loading:
            found = self.find(form, mark)
            if found is not None:
                return found
            row = store.read(lambda link: _read(link, form))
            if row is None:
                return None
            self._test_forms[form] = _make_test_form(row)
            if len(self._test_forms) > MOST_TEST_FORMS:
                self._test_forms.popitem(last=False)
            return self.find(form, mark)

    def find(self, form: int, mark: int) -> HeldTestForm | None:
        """The test form with this mark, if it is held."""
        found = self._test_forms.get(form)
        return found if found is not None and found.mark == mark else None


def _read(link: Link, form: int) -> Row | None:
    return link.one(statements.TEST_FORM, {"form": form})


def _make_test_form(row: Row) -> HeldTestForm:
    policy = ScoringPolicy.from_content(
        row["policy_code"], row["policy_version"], content=_json(row["policy"])
    )
    marking = make_marking(
        _json(row["answer_key"]), policy, specification=_json(row["specification"])
    )
    return HeldTestForm(row["id"], bytes(row["document"]), row["document_sha256"], marking)


def _json(value: Any) -> Any:
    # psycopg reads JSON columns itself, sqlite3 hands over their text.
    return json.loads(value) if isinstance(value, str) else value
