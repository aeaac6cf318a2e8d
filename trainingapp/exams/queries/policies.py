"""Scoring policies by name. One never changes, so each is read once."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.keeping import memory
from trainingapp.itembank.models import PolicyVersion
from trainingapp.rules.scoring import ScoringPolicy


def get_policy(name: str) -> ScoringPolicy:
    """The policy written as `code@version`, from memory. :raises NoResultFound: when there is none."""
    return memory.recall(("policy", name), lambda: _read_policy(name))


def _read_policy(name: str) -> ScoringPolicy:
    code, _, version = name.partition("@")
    row = db.session.execute(
        select(PolicyVersion).where(
            PolicyVersion.code == code, PolicyVersion.version == int(version)
        )
    ).scalar_one()
    return ScoringPolicy.from_content(row.code, row.version, content=row.content)
