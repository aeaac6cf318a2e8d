"""Entries wait here until their transaction commits; then they take their numbers and hashes.

Chaining at the end keeps the head locked for an instant only, and makes it the last lock of every
transaction: two requests that change the same rows and write to the log can then never wait for
each other in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction

from trainingapp.audit.chain import ORIGIN, entry_hash
from trainingapp.audit.models import AuditEntry, AuditHead

_NAME = "audit.pending"


@dataclass(frozen=True, slots=True)
class _Pending:
    entry: AuditEntry
    transaction: SessionTransaction | None


def hold(session: Session, entry: AuditEntry) -> None:
    """Keep the entry for the end of the present transaction; a rollback, also to a savepoint, drops
    it.
    """
    # `begin` is implicit with the first statement; asking for the connection makes it so.
    session.connection()
    transaction = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(_NAME, []).append(_Pending(entry, transaction))


@event.listens_for(Session, "before_commit")
def _chain(session: Session) -> None:
    # The event also comes when a savepoint is released: the entries then wait on.
    if session.in_nested_transaction():
        return
    waiting: list[_Pending] = session.info.pop(_NAME, [])
    if not waiting:
        return
    session.flush()
    head = _lock_head(session)
    for pending in waiting:
        entry = pending.entry
        entry.number, entry.previous = head.number + 1, head.hash
        entry.hash = entry_hash(entry)
        session.add(entry)
        head.number, head.hash = entry.number, entry.hash
    session.flush()


@event.listens_for(Session, "after_soft_rollback")
def _drop(session: Session, ended: SessionTransaction) -> None:
    waiting: list[_Pending] = session.info.get(_NAME, [])
    session.info[_NAME] = [
        pending for pending in waiting if not _lies_within(pending.transaction, ended)
    ]


def _lies_within(transaction: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while transaction is not None:
        if transaction is ended:
            return True
        transaction = transaction.parent
    return False


def _lock_head(session: Session) -> AuditHead:
    head = _find_head(session)
    if head is None:
        # Two first writers may come together: the second waits here and then finds the first's.
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        first = dialect.insert(AuditHead).values(id=1, number=0, hash=ORIGIN)
        session.execute(first.on_conflict_do_nothing())
        head = _find_head(session)
    assert head is not None
    return head


def _find_head(session: Session) -> AuditHead | None:
    rows = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).one_or_none()
