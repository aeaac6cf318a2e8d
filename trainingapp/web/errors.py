"""Exceptions become pages that say what happened, what is safe and what to do; scripts get the same as JSON."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from trainingapp.extensions import db, login_manager
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.auth import wants_json
from trainingapp.web.sqlite import WriterBusy, set_writing

PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def sentence(violation: RuleViolation) -> str:
    """The refusal in the reader's language."""
    return str(_(violation.message, **violation.parameters))


def error_page(
    status: int, detail: str | None = None, name: str | None = None
) -> ResponseReturnValue:
    """Answer with the page of this status; `detail` is a sentence for the reader, `name` a word for scripts."""
    db.session.rollback()
    set_writing(False)  # the page itself must not queue for the lock that may be why it is shown
    g.is_database_away = status in {500, 503}  # then the page must not ask it who is reading
    if g.is_database_away:
        g._login_user = login_manager.anonymous_user()  # Flask-Login's own context processor would
    if request_ctx.url_adapter is None:  # an unknown host: no address of ours can be built for it
        return Response(f"{status}\n", status, mimetype="text/plain")
    if wants_json():
        return jsonify(
            error=name or str(status), detail=detail, request_id=g.get("request_id")
        ), status
    page = status if status in PAGES else (500 if status >= 500 else 400)
    return render_template(f"errors/{page}.html", detail=detail), status


def init_errors(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(RuleViolation, _refused)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(WriterBusy, _busy)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(violation: RuleViolation) -> ResponseReturnValue:
    return error_page(409, sentence(violation), type(violation).__name__)


def _missing(_error: NoResultFound) -> ResponseReturnValue:
    return error_page(404)


def _stale(_error: CSRFError) -> ResponseReturnValue:
    detail = _("This page was open for too long. Go back, reload it and send again.")
    return error_page(400, detail, "csrf")


def _busy(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("database busy or away: %s", error)
    return error_page(503)


def _unstorable(error: DataError) -> ResponseReturnValue:
    """A NUL in an address, a number beyond the column: no row can have such a value."""
    current_app.logger.warning("value that no column can hold: %s", error)
    return error_page(400)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    answer = make_response(error_page(error.code))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _failed(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected failure", exc_info=error)
    return error_page(500)
