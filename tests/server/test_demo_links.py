"""The demonstration has a map of a curriculum with gaps, made once."""

from __future__ import annotations

from flask import Flask

from tests.factories_accounts import make_registrar, make_university
from tests.factories_maps import NOON, load_syllabus
from trainingapp.credentials.models import MapEntry, ProgrammeMap
from trainingapp.extensions import db
from trainingapp.server.demo_links import PROGRAMME, make_map
from trainingapp.web.transactions import writing


def make(university: int, user: object) -> None:
    with writing():
        make_map(university, user, now=NOON)  # type: ignore[arg-type]
        db.session.commit()
        db.session.remove()


def test_the_map_of_the_demonstration_covers_some_chapters_and_leaves_gaps(app: Flask) -> None:
    load_syllabus(chapters=5)
    place = make_university()
    zhou = make_registrar(place)
    make(place.id, zhou)
    make(place.id, zhou)
    (made,) = db.session.query(ProgrammeMap).all()
    assert (made.programme, made.edition) == (PROGRAMME, "2025")
    codes = {entry.code for entry in db.session.query(MapEntry)}
    assert codes == {"JC01.1.01", "JC04.1.01", "JC05.1.01"}


def test_without_a_syllabus_nothing_is_made(app: Flask) -> None:
    place = make_university()
    make(place.id, make_registrar(place))
    assert db.session.query(ProgrammeMap).count() == 0
