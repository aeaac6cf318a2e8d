"""create_app: binds the extensions and mounts every part. The table of contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from trainingapp.accounts import gates as account_gates, queries as account_queries
from trainingapp.accounts.routes import bp as accounts
from trainingapp.audit.routes import bp as audit
from trainingapp.classes.export import init_export as init_class_export
from trainingapp.classes.routes import bp as classes
from trainingapp.config import Settings
from trainingapp.courses.export import init_export as init_course_export
from trainingapp.courses.finding import init_finder
from trainingapp.courses.routes import bp as courses
from trainingapp.credentials.export import init_export as init_credential_export
from trainingapp.credentials.routes import bp as credentials
from trainingapp.dashboards.navigation import init_navigation
from trainingapp.dashboards.routes import bp as dashboards
from trainingapp.education.export import init_export as init_education_export
from trainingapp.education.routes import bp as education
from trainingapp.exams.export import init_export
from trainingapp.exams.lean.routes import bp as lean
from trainingapp.exams.lean.shortcut import DocumentShortcut
from trainingapp.exams.routes import bp as exams
from trainingapp.extensions import csrf, db, limiter, login_manager, migrate
from trainingapp.files.export import init_export as init_file_export
from trainingapp.files.routes import bp as files
from trainingapp.incubator.export import init_export as init_incubator_export
from trainingapp.incubator.routes import bp as incubator
from trainingapp.itembank.routes import bp as itembank
from trainingapp.jobs.routes import bp as jobs
from trainingapp.notices.routes import bp as notices
from trainingapp.web.access import public
from trainingapp.web.addresses import init_addresses
from trainingapp.web.auth import init_auth
from trainingapp.web.errors import init_errors
from trainingapp.web.facts import init_facts
from trainingapp.web.headers import init_headers
from trainingapp.web.health import bp as health
from trainingapp.web.i18n import init_i18n
from trainingapp.web.logs import init_logs
from trainingapp.web.metrics import init_metrics
from trainingapp.web.pages import init_pages
from trainingapp.web.pool import init_pool
from trainingapp.web.site import Site
from trainingapp.web.sqlite import init_sqlite
from trainingapp.web.transactions import init_transactions

PACKAGE = Path(__file__).parent
PARTS = (
    *(health, accounts, audit, jobs, notices, files, education, itembank),
    *(exams, lean, courses, classes, credentials, incubator, dashboards),
)


def create_app(settings: Settings | Mapping[str, Any] | None = None) -> Flask:
    """Build the application from settings, or from the environment and a few overrides."""
    if not isinstance(settings, Settings):
        settings = Settings.load(settings)
    assets = next(
        d
        for d in (PACKAGE / "_assets", PACKAGE.parent / "static" / "dist")
        if d.is_dir() or d.parent.name == "static"
    )
    app = Site("trainingapp", static_folder=assets, static_url_path="/static")
    _configure(app, settings)
    init_addresses(app)
    _bind_database(app, settings)
    _bind_web(app, settings, assets)
    for part in PARTS:
        app.register_blueprint(part)
    app.shortcut = DocumentShortcut(app)
    init_export()
    init_course_export()
    init_finder()
    init_class_export()
    init_file_export()
    init_education_export()
    init_credential_export()
    init_incubator_export()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    values = {name.upper(): value for name, value in asdict(settings).items()}
    host = urlsplit(settings.base_url).hostname or "localhost"
    trusted = [name.strip() for name in settings.trusted_hosts.split(",") if name.strip()]
    app.config.update(
        values,
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),  # names carry a hash
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
        TRUSTED_HOSTS=[
            *(trusted or [host, *(["127.0.0.1", "localhost"] if settings.demo else [])]),
            *([settings.packages_host] if settings.packages_host else []),
        ],
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a page left open over lunch must still send
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        LOG_REQUESTS=True,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _engine_options(settings: Settings) -> dict[str, Any]:
    threads = settings.blocking_threads or (32 if settings.is_sqlite else 8)
    options: dict[str, Any] = {"pool_size": threads + 2, "max_overflow": 4, "pool_timeout": 20}
    options["hide_parameters"] = (
        True  # an error's text goes to the logs, the values of people do not
    )
    return options


def _bind_database(app: Flask, settings: Settings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"), render_as_batch=True)
    with app.app_context():
        engine: Engine = db.engine
    if settings.is_sqlite:
        init_sqlite(engine)
    else:
        init_pool(engine)


def _bind_web(app: Flask, settings: Settings, assets: Path) -> None:
    init_facts(app)
    init_logs(app)
    init_metrics(app)
    init_transactions(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None  # it signs phones out when their network changes
    login_manager.user_loader(account_queries.find_signed_in)
    init_auth(app, gates=account_gates.GATES)
    limiter.init_app(app)
    init_i18n(app)
    init_errors(app)
    init_headers(app, is_https=settings.is_https)
    init_pages(app, assets)
    init_navigation(app)
    public(app.view_functions["static"])
