"""Languages and the look a reader has chosen; how moments, dates and points are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, request
from flask_babel import format_date, format_datetime, get_locale, get_translations
from flask_login import current_user

from trainingapp.extensions import babel
from trainingapp.web.auth import is_signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
LANGUAGES = ("zh", "en")
THEMES = ("auto", "light", "dark")
COOKIE = "display"
DAYS = re.compile(r"(\d{4}-\d\d-\d\d)( – (\d{4}-\d\d-\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Display:
    """How a reader wants to see the site."""

    language: str = "zh"
    theme: str = "auto"
    elder: str = "off"

    def as_cookie(self) -> str:
        """The choice as a cookie's value, for readers who are signed out."""
        return f"{self.language}.{self.theme}.{self.elder}"


def make_display(language: str | None, theme: str | None, elder: str | None) -> Display:
    """A display of known values only; anything else falls back to the default."""
    default = str(current_app.config["LANGUAGE"])
    return Display(
        language if language in LANGUAGES else default,
        theme if theme in THEMES else "auto",
        "on" if elder == "on" else "off",
    )


def current_display() -> Display:
    """The reader's own choice when signed in, else the cookie, else the site's language."""
    if "display" not in g:
        g.display = _read_display()
    found: Display = g.display
    return found


def _read_display() -> Display:
    cookie = [*request.cookies.get(COOKIE, "").split("."), "", "", ""][:3]
    language, theme, elder = cookie
    if request.endpoint != "static" and is_signed_in():
        language = current_user.language or language
        theme = current_user.theme or theme
        elder = "on" if current_user.is_elder else "off"
    if language not in LANGUAGES:
        language = request.accept_languages.best_match(LANGUAGES) or ""
    return make_display(language, theme, elder)


def select_locale() -> str:
    """The reader's language for Babel; outside a request the site's own."""
    return current_display().language if request else str(current_app.config["LANGUAGE"])


def local_time(moment: datetime | None, form: str = "medium") -> str:
    """A moment in Shanghai time; a dash for none."""
    return "—" if moment is None else str(format_datetime(moment, form))


def local_date(day: date | datetime | None, form: str = "medium") -> str:
    """A calendar date (of a moment: its date in Shanghai); a dash for none."""
    if isinstance(day, datetime):
        day = day.astimezone(SHANGHAI).date()
    return "—" if day is None else str(format_date(day, form))


def with_days(text: str) -> str:
    """A day kept as 2026-11-23, or the first and the last of some, as the reader writes it; other texts as they are."""
    found = DAYS.fullmatch(text)
    try:
        days = [date.fromisoformat(day) for day in found.group(1, 3) if day] if found else []
    except ValueError:  # no day of any calendar
        return text
    return " – ".join(map(local_date, days)) or text


@lru_cache(maxsize=1000)
def points(value: Decimal | None) -> str:
    """Points without needless zeros: 61.5, 2, 0.5; a dash for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def titled(titles: dict[str, Any] | str) -> str:
    """A title kept in several languages, in the reader's, else in Chinese."""
    if isinstance(titles, str):
        return titles
    language = str(get_locale() or "zh")[:2]
    return str(titles.get(language) or titles.get("zh") or "")


def _catalog() -> Translations | NullTranslations:
    """The translations of this request; Babel would look the language up again for every single sentence."""
    locale = get_locale()
    held = g.get("held_catalog")
    if held is None or held[0] is not locale:
        held = g.held_catalog = (locale, get_translations())
    found: Translations | NullTranslations = held[1]
    return found


def init_i18n(app: Flask) -> None:
    """Bind Babel and the filters."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", app.config["LANGUAGE"])
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    babel.init_app(app, locale_selector=select_locale, timezone_selector=lambda: "Asia/Shanghai")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalog().ugettext(text),
        ngettext=lambda one, many, count: _catalog().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: _catalog().upgettext(context, text),
        npgettext=lambda context, one, many, count: _catalog().unpgettext(
            context, one, many, count
        ),
    )
    app.jinja_env.filters.update(
        local_time=local_time, local_date=local_date, points=points, titled=titled
    )
    app.context_processor(lambda: {"display": current_display()})
