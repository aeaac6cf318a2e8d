"""Pagination, assets and the other globals of templates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import Flask, request, url_for
from sqlalchemy import Select, func, select

from trainingapp.extensions import db

Row = TypeVar("Row")
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a long list."""

    items: Sequence[Row]
    number: int
    pages: int
    total: int


def paginate(
    rows: Select[Row], *, number: int | None = None, per_page: int = PER_PAGE
) -> Page[Row]:
    """The page of a list that the address asks for, in two statements whatever its length."""
    counted = (
        db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    )
    pages = max(1, -(-counted // per_page))
    asked = number if number is not None else request.args.get("page", 1, int)
    current = min(max(asked, 1), pages)
    items = db.session.scalars(rows.limit(per_page).offset((current - 1) * per_page)).unique().all()
    return Page(items, current, pages, counted)


def page_url(number: int) -> str:
    """The present address with another page number; filters stay.

    What stands behind the question mark was written by anybody: it never reaches `url_for`, which would take
    `endpoint` and `_external` for words of its own.
    """
    asked = [(name, text) for name, text in request.args.items(multi=True) if name != "page"]
    path = url_for(request.endpoint or "", **(request.view_args or {}))
    return f"{path}?{urlencode([*asked, ('page', number)])}"


def init_pages(app: Flask, assets: Path) -> None:
    """Serve the built front end and offer `asset`, `page_url` and `site` to every template."""
    manifest = assets / "manifest.json"
    entries: dict[str, dict[str, Any]] = (
        json.loads(manifest.read_text()) if manifest.is_file() else {}
    )
    app.config["HAS_ASSETS"] = bool(entries)
    found = _names(entries)

    known: dict[tuple[str, str], str] = {}  # every page asks for the same five

    def asset(name: str) -> str:
        place = (request.script_root, name)
        if place not in known:
            known[place] = url_for("static", filename=found.get(name, name))
        return known[place]

    app.jinja_env.globals.update(asset=asset, page_url=page_url, has_assets=bool(entries))
    app.jinja_env.globals["site"] = {
        "operator": app.config["SITE_OPERATOR"],
        "contact": app.config["SITE_CONTACT"],
        "icp": app.config["SITE_ICP"],
        "police": app.config["SITE_POLICE"],
        "demo": app.config["DEMO"],
    }


def _names(entries: dict[str, dict[str, Any]]) -> dict[str, str]:
    """`app.js`, `app.css`, `exam.js` … to the hashed file names that Vite wrote."""
    found: dict[str, str] = {}
    for entry in entries.values():
        if entry.get("isEntry"):
            found[f"{entry['name']}.js"] = entry["file"]
            for style in entry.get("css", []):
                found[f"{entry['name']}.css"] = style
    return found
