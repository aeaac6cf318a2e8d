"""What the tests of packages share: a course with a package in it, unpacked and published, and who learns it."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.courses.package_files import some_package
from tests.factories_accounts import make_user
from tests.factories_courses import lessons_of, make_course, newest, publish
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course, Package, PackageRegistration, PackageState
from trainingapp.courses.package_jobs import unpack_package
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

FIELDS = {
    "title_zh": "互动练习",
    "minutes": "20",
    "is_required": "y",
    "rule": "completed",
    "least": "60",
}


def send(
    desk: FlaskClient, course: int, content: bytes | None, *, name: str = "课件.zip", **changes: str
) -> TestResponse:
    """A lesson with a package, as a browser without script sends it."""
    section = newest(course).sections[0].id
    db.session.remove()
    fields: dict[str, Any] = {**FIELDS, **changes}
    if content is not None:
        fields["media"] = (io.BytesIO(content), name)
    return desk.post(
        f"/teaching/{course}/sections/{section}/lessons?kind=package",
        data=fields,
        content_type="multipart/form-data",
    )


def unpack_all() -> None:
    """What the worker does."""
    waiting = select(Package.id).where(Package.state == PackageState.WAITING)
    for package_id in db.session.scalars(waiting).all():
        db.session.remove()
        with writing():
            unpack_package(package_id=package_id, now=now())
    db.session.remove()


def make_package(
    desk: FlaskClient, owner: User, content: bytes | None = None, **changes: str
) -> tuple[int, str]:
    """A published course with one package in it: its id and the lesson's key."""
    course = make_course(owner)
    answer = send(desk, course, content or some_package(), **changes)
    assert answer.status_code == 303, answer.text
    unpack_all()
    reviewer = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    with writing():
        publish(db.session.get_one(Course, course), reviewer)
        db.session.commit()
    key = lessons_of(course)[0].key
    db.session.remove()
    return course, key


def launch(reader: FlaskClient, course: int, key: str, *, unit: int = 0) -> dict[str, Any]:
    """Open a package and say what the page's script is told."""
    answer = reader.post(f"/courses/{course}/lessons/{key}/launches", json={"unit": unit})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def report(sequence: int, *, elapsed: int = 5, **data: str) -> dict[str, Any]:
    """A report; the names are written without `cmi.core.` and with `_` for the dots."""
    names = {f"cmi.core.{name}": value for name, value in data.items()}
    names = {
        n.replace("core.suspend", "suspend").replace("score_", "score."): v
        for n, v in names.items()
    }
    return {"sequence": sequence, "data": names, "elapsed": elapsed}


def tell(
    reader: FlaskClient, course: int, key: str, token: str, *reports: dict[str, Any]
) -> TestResponse:
    """Send reports as the page's script does."""
    body = {"token": token, "reports": list(reports)}
    return reader.post(f"/courses/{course}/lessons/{key}/reports", json=body)


def registration(user: User) -> PackageRegistration:
    """The only thing somebody has begun, as the row is now."""
    query = select(PackageRegistration).where(PackageRegistration.user_id == user.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def address(app: Flask, launched: dict[str, Any]) -> str:
    """The path of what the frame opens."""
    return str(launched["url"]).removeprefix("http://localhost")
