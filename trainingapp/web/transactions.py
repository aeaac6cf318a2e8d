"""One transaction per request: an answered write commits, everything else rolls back.

Writing methods answered below 400 commit once, after the view. So GET cannot change anything, `abort` undoes,
and a failing commit is an error page and not a silent success.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask, Response, current_app, request

from trainingapp.extensions import db, reading_alone
from trainingapp.web.access import LEAN, view_access
from trainingapp.web.sqlite import set_writing, writing

__all__ = [
    "commit_now",
    "committing",
    "init_transactions",
    "is_writing_request",
    "reads_alone",
    "reads_first",
    "start_writing",
    "writing",
]

View = TypeVar("View", bound=Callable[..., object])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def reads_first(view: View) -> View:
    """Mark a writing view that works long before it writes (password hashes): it calls `start_writing` itself."""
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def reads_alone(view: View) -> View:
    """Mark a busy view that only reads, statement by statement: on PostgreSQL it opens no transaction.

    A write in it is an error at once (`extensions.WroteWhileReading`), not only undone at the end.
    """
    view.reads_alone = True  # type: ignore[attr-defined]
    return view


def is_writing_request() -> bool:
    """Whether the present request writes from its beginning: not a safe method, and no `reads_first` view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS and not getattr(view, "reads_first", False)


def start_writing() -> None:
    """End the reading part of a `reads_first` view; rows loaded before must be loaded again to be changed."""
    db.session.rollback()
    set_writing(True)


def commit_now() -> None:
    """Commit at once: for what must outlive a refused request (failed sign-ins), and for jobs and commands."""
    db.session.commit()


@contextmanager
def committing() -> Iterator[None]:
    """A writing transaction of its own, outside of requests: committed at the end or rolled back."""
    with writing():
        try:
            yield
            db.session.commit()
        finally:
            db.session.remove()


def init_transactions(app: Flask) -> None:
    """Install the hooks that open and end the transaction of a request."""

    @app.before_request
    def begin() -> None:
        set_writing(is_writing_request())
        view = current_app.view_functions.get(request.endpoint or "")
        reading_alone.set(getattr(view, "reads_alone", False))

    @app.after_request
    def end(response: Response) -> Response:
        if view_access() is LEAN:
            return response
        if request.method not in SAFE_METHODS and response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        db.session.remove()
        set_writing(False)
        reading_alone.set(False)
