"""The addresses of packages: files, our script, the player, and the last word of a page that is being closed.

They are public because the token in them is the authority; see `packages.serving` for why, and what it cannot do.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from trainingapp.courses.models import Package
from trainingapp.courses.packages import serving
from trainingapp.courses.packages.access import Access
from trainingapp.courses.queries import packages as queries
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.package_reports import apply_reports, read_reports
from trainingapp.extensions import csrf
from trainingapp.web.access import public
from trainingapp.web.clock import now
from trainingapp.web.vault import blind_index

VIEWS = frozenset(
    f"courses.{name}"
    for name in ("show_package_file", "show_state", "show_runtime", "show_player", "hear_package")
)
PLAYER = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>SCORM</title>
<script src="state.js"></script><script src="runtime.js"></script>
<style>html,body,iframe{{margin:0;border:0;width:100%;height:100%;display:block}}</style></head>
<body><iframe src="../{href}" title="{title}" allowfullscreen></iframe></body></html>
"""


@bp.app_url_value_preprocessor
def keep_apart(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """The packages' host answers with packages only, and where there is one no other host does."""
    host = serving.settings().packages_host
    if not host:
        return
    is_theirs = (request.host.partition(":")[0]).lower() == host
    if is_theirs != (endpoint in VIEWS):
        abort(Response("404\n", 404, mimetype="text/plain"))


@bp.get("/packages/<secret>/<path:path>")
@public
def show_package_file(secret: str, path: str) -> ResponseReturnValue:
    """A file of a package."""
    access = _read(secret)
    file = queries.find_file(access, path)
    if file is None:
        return _closed(404)
    return serving.send_package_file(file, secret)


@bp.get("/packages/<secret>/-/state.js")
@public
def show_state(secret: str) -> ResponseReturnValue:
    """What the API knows before the SCO asks."""
    access = _read(secret)
    if not queries.may_see(access):
        return _closed(404)
    package = queries.get_package(access.package_id)
    response = serving.send_script(serving.write_state(_state(access, package, secret)), secret)
    response.headers["Cache-Control"] = "no-store"
    return response


def _state(access: Access, package: Package, secret: str) -> dict[str, object]:
    unit = package.units[access.unit]
    row = queries.find_registration(access, unit["id"]) if access.course_id else None
    return {
        "token": secret,
        "standard": package.standard,
        "launch": access.launch,
        "sequence": row.sequence if row else 0,
        "data": row.data if row else {},
        "seconds": row.seconds_before if row else 0,
        "mastery": unit["mastery"],
        "launchData": unit["launch_data"],
        "learner": blind_index(str(access.user_id), "package")[:16],  # no package is told a name
        "site": serving.site_origin(),
        "isAlone": not serving.settings().packages_url,
        "report": f"{serving.folder_of(secret)}-/report" if row else None,
    }


@bp.get("/packages/<secret>/-/runtime.js")
@public
def show_runtime(secret: str) -> ResponseReturnValue:
    """The API for the package's version of SCORM, as Vite has built it."""
    package = queries.get_package(_read(secret).package_id)
    built = serving.read_runtime(package.standard)
    if built is None:
        return _closed(404)
    response = serving.send_script(built, secret)
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/packages/<secret>/-/player")
@public
def show_player(secret: str) -> ResponseReturnValue:
    """Our page around a SCO, on the packages' own origin."""
    access = _read(secret)
    if not serving.settings().packages_url:
        return _closed(404)
    unit = queries.get_package(access.package_id).units[access.unit]
    href = quote(unit["href"]) + unit["query"]
    page = PLAYER.format(href=escape(href), title=escape(unit["title"]))
    return serving.close(Response(page, mimetype="text/html"), secret)


@bp.post("/packages/<secret>/-/report")
@public
def hear_package(secret: str) -> ResponseReturnValue:
    """What a SCO says while it is being closed, when the page around it can no longer carry it."""
    access = _read(secret)
    said = request.get_json(silent=True, force=True)
    reports = read_reports({"reports": [said]})
    if access.course_id is None or reports is None or not queries.may_see(access):
        return _closed(422)
    answer = apply_reports(access, reports, now=now())
    return serving.close(answer, secret)


csrf.exempt(hear_package)  # the token in the address is what a foreign page does not have


def _read(secret: str) -> Access:
    access = serving.read_access(secret)
    if access is None:
        abort(Response("410\n", 410, mimetype="text/plain"))
    return access


def _closed(status: int) -> Response:
    return Response(f"{status}\n", status, mimetype="text/plain")
