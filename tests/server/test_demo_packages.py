"""The demonstration's package is one: taken by the same checks, made the same each time, and reporting."""

from __future__ import annotations

import io

from flask import Flask
from sqlalchemy import select

from tests.factories_accounts import make_user
from tests.factories_courses import NOON, make_instructor
from trainingapp.courses.models import Course, CourseVersion, Lesson, Package, PackageState
from trainingapp.courses.package_jobs import unpack_package
from trainingapp.courses.packages.archives import open_archive
from trainingapp.courses.packages.reading import read_package
from trainingapp.extensions import db
from trainingapp.rules.course_versions import LessonKind, VersionState
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_package_files import SCENES, make_archive
from trainingapp.server.demo_packages import make_packages
from trainingapp.web.transactions import writing


def test_the_archive_is_a_package_and_always_the_same() -> None:
    content = make_archive()
    assert content == make_archive()
    with open_archive(io.BytesIO(content)) as archive:
        directory, manifest = read_package(archive)
    assert manifest.standard == "1.2"
    assert [(unit.href, unit.mastery) for unit in manifest.units] == [("index.html", 60.0)]
    assert {"index.html", "look.css", "scenes.js", "play.js"} < set(directory.entries)


def test_every_scene_has_one_right_answer_and_a_reason_for_each() -> None:
    for title, story, answers in SCENES:
        assert title
        assert story.endswith("？")
        assert [is_right for _answer, is_right, _why in answers].count(True) == 1
        assert all(why.endswith("。") for _answer, _is_right, why in answers)
    places = [[right for _a, right, _w in answers].index(True) for _t, _s, answers in SCENES]
    assert len(set(places)) == len(SCENES)  # nobody passes by always choosing the first


def test_the_course_is_published_and_made_once(app: Flask) -> None:
    author, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    for _start in range(2):
        with writing():
            make_packages(author=author, organisation_id=None, reviewer=reviewer, now=NOON)
            db.session.commit()
            db.session.remove()
    assert len(db.session.scalars(select(Course)).all()) == 1
    version = db.session.scalars(select(CourseVersion)).one()
    assert version.state == VersionState.PUBLISHED
    lesson = db.session.scalars(select(Lesson)).one()
    assert (lesson.kind, lesson.content) == (LessonKind.PACKAGE, {"rule": "passed", "least": 60})
    package = db.session.scalars(select(Package)).one()
    assert (package.state, package.findings) == (PackageState.READY, [])
    number = package.id
    db.session.remove()
    with writing():
        unpack_package(
            package_id=number, now=NOON
        )  # the job that was asked for finds nothing to do
    assert db.session.get_one(Package, number).ready_at == NOON
