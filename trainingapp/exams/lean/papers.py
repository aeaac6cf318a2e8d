"""Test forms as the hot routes need them: document, key and policy, kept in memory because they
never change.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import Any

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.store import Link, Row, Store
from trainingapp.rules.items import OPTION_LETTERS, Kind
from trainingapp.rules.scoring import ScoredItem, ScoringPolicy

MOST_PAPERS = 200  # about 30 kB each


@dataclass(frozen=True, slots=True)
class Paper:
    """A test form: what candidates get, compressed, and what stays here."""

    form: int
    document: bytes
    sha256: str
    letters: tuple[str, ...]  # the options of every slot
    items: tuple[ScoredItem, ...]
    policy: ScoringPolicy
    cut_score: Decimal


class Papers:
    """The papers used last. One thread loads a missing one while the others wait for it."""

    def __init__(self) -> None:
        self._papers: OrderedDict[int, Paper] = OrderedDict()
        self._loading = Lock()

    def get(self, store: Store, form: int) -> Paper | None:
        """The paper of a test form; None when there is no such objective form."""
        found = self._papers.get(form)
        if found is not None:
            return found
        with self._loading:
            if form in self._papers:
                return self._papers[form]
            row = store.read(lambda link: _read(link, form))
            if row is None:
                return None
            self._papers[form] = _make_paper(row)
            if len(self._papers) > MOST_PAPERS:
                self._papers.popitem(last=False)
            return self._papers[form]


def _read(link: Link, form: int) -> Row | None:
    return link.one(statements.PAPER, {"form": form})


def _make_paper(row: Row) -> Paper:
    key, policy = _json(row["answer_key"]), _json(row["policy"])
    return Paper(
        form=row["id"],
        document=bytes(row["document"]),
        sha256=row["document_sha256"],
        letters=tuple(OPTION_LETTERS[Kind(slot["kind"])] for slot in key),
        items=tuple(ScoredItem(slot["kind"], frozenset(slot["key"])) for slot in key),
        policy=ScoringPolicy.from_content(
            row["policy_code"], row["policy_version"], content=policy
        ),
        cut_score=Decimal(_json(row["specification"])["cut_score"]),
    )


def _json(value: Any) -> Any:
    # psycopg reads JSON columns itself, sqlite3 hands over their text.
    return json.loads(value) if isinstance(value, str) else value
