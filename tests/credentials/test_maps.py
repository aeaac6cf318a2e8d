"""A university holds its curriculum against the syllabus: whose map it is, what it covers, where the gaps are."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import (
    make_organisation,
    make_registrar,
    make_university,
    make_user,
    sign_in,
)
from tests.factories_maps import NOON, PROGRAMME, courses_of, load_syllabus, make_map
from tests.statements import count_statements
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import Organisation, User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import maps
from trainingapp.credentials.models import MapEntry, ProgrammeMap
from trainingapp.credentials.queries.maps import courses_by_point, list_coverage, list_subjects
from trainingapp.extensions import db
from trainingapp.itembank.models import ContentArea
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
LIST = "/programme-maps"


@pytest.fixture
def place(app: Flask) -> Organisation:
    load_syllabus()
    return make_university()


@pytest.fixture
def zhou(place: Organisation, client: FlaskClient) -> User:
    """A registrar, signed in."""
    user = make_registrar(place)
    sign_in(client, user)
    return user


def begin(place: Organisation, **changes: str) -> dict[str, str]:
    values = {"organisation_id": str(place.id), "programme": PROGRAMME, "edition": "2025"}
    return {**values, **changes}


# whose maps


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.INSTRUCTOR])
def test_registrars_and_instructors_of_a_university_begin_a_map(
    client: FlaskClient, place: Organisation, role: Role
) -> None:
    sign_in(client, make_registrar(place, role))
    assert "No map yet" in client.get(LIST, headers=EN).text
    answer = client.post(LIST, data=begin(place))
    assert answer.status_code == 303
    assert PROGRAMME in client.get(answer.location).text
    assert "滨江大学" in client.get(LIST).text


def test_a_role_for_the_whole_site_opens_every_university(
    client: FlaskClient, place: Organisation
) -> None:
    make_university("江南大学")
    sign_in(client, make_user(roles=[Role.INSTRUCTOR]))
    page = client.get(LIST).text
    assert "江南大学" in page
    assert "滨江大学" in page


def test_an_instructor_of_an_agency_is_told_whose_maps_there_are(
    client: FlaskClient, place: Organisation
) -> None:
    agency = make_organisation()
    sign_in(client, make_user(roles=[Role.INSTRUCTOR], organisation=agency))
    page = client.get(LIST, headers=EN).text
    assert "No university of yours" in page
    assert "Begin a map" not in page
    assert client.post(LIST, data=begin(place)).status_code == 422
    assert client.post(LIST, data=begin(agency)).status_code == 422
    assert db.session.query(ProgrammeMap).count() == 0


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAM_OFFICER, Role.AGENCY_MANAGER])
def test_nobody_else_sees_maps(client: FlaskClient, place: Organisation, role: Role) -> None:
    sign_in(client, make_user(roles=[role], organisation=place))
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, data=begin(place)).status_code == 403


PAGES = ["", "/chapters/JC01", "/map.xlsx", "/sheet", "/sheet/check"]
POSTS = ["/chapters/JC01", "/removal", "/sheet", "/sheet/confirmation", "/sheet/removal"]


def test_a_map_of_another_university_does_not_exist(
    client: FlaskClient, place: Organisation
) -> None:
    number = make_map(place, make_registrar(place), {"JC01.1.01": ["社会工作概论"]})
    sign_in(client, make_registrar(make_university("江南大学")))
    assert [client.get(f"{LIST}/{number}{page}").status_code for page in PAGES] == [404] * 5
    assert [client.post(f"{LIST}/{number}{page}").status_code for page in POSTS] == [404] * 5
    assert client.post(LIST, data=begin(place)).status_code == 422
    assert courses_of(number) == {"JC01.1.01": ["社会工作概论"]}


# beginning


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"programme": " "}, "required"),
        ({"programme": "社" * 121}, "120"),
        ({"edition": "1999"}, "Not a valid choice"),
        ({"organisation_id": "999"}, "Not a valid choice"),
    ],
)
def test_a_wrong_beginning_is_explained_and_stays_typed(
    client: FlaskClient, place: Organisation, zhou: User, changes: dict[str, str], sentence: str
) -> None:
    values = begin(place, **changes)
    answer = client.post(LIST, data=values, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert values["programme"].strip() in answer.text


def test_a_programme_has_one_map_of_an_edition(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    make_map(place, zhou)
    answer = client.post(LIST, data=begin(place), headers=EN)
    assert answer.status_code == 422
    assert "There is a map of this programme and edition already." in answer.text
    with pytest.raises(maps.MapThere):
        maps.create_map(place.id, PROGRAMME, edition="2025", actor_id=zhou.id, now=NOON)
    assert client.post(LIST, data=begin(place, programme="社会工作（硕士）")).status_code == 303


def test_without_a_syllabus_nothing_is_begun(client: FlaskClient) -> None:
    sign_in(client, make_registrar(make_university()))
    assert "No syllabus is loaded yet." in client.get(LIST, headers=EN).text


# coverage


def test_what_courses_cover_is_counted_by_chapter_with_the_gaps_named(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    courses = {
        "JC01.1.01": ["社会工作概论", "社会福利"],
        "JC01.1.02": ["社会工作概论"],
        "JC02.1.02": ["个案工作"],
    }
    number = make_map(place, zhou, courses)
    page = client.get(f"{LIST}/{number}", headers=EN).text
    assert "2 of 2" in page
    assert "1 of 2" in page
    assert "Gaps: 1" in page
    assert "JC02.1.01 Title of JC02.1.01" in page
    assert "JC01.1.01 Title of" not in page
    assert "社会工作概论, 社会福利" in page


def test_coverage_leaves_out_what_is_retired(app: Flask, place: Organisation) -> None:
    with writing():
        for code in ("JC01.1.02", "JC02"):
            db.session.execute(
                update(ContentArea).where(ContentArea.code == code).values(is_retired=True)
            )
        db.session.commit()
    (syllabus,) = list_subjects("2025")
    first, *others = list_coverage(syllabus, {"JC01.1.01": ["社会工作概论"]})
    assert ([p.code for p in first.points][:1], others) == (["JC01.1.01"], [])
    assert "JC01.1.02" not in [point.code for point in first.points]


def test_each_subject_has_its_page_and_an_unknown_one_has_none(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    load_syllabus("middle-law", title={"zh": "社会工作法规与政策"})
    number = make_map(place, zhou)
    page = client.get(f"{LIST}/{number}?subject=middle-law", headers=ZH).text
    assert "ML01" in page
    assert "JC01 " not in page
    assert "JC01" in client.get(f"{LIST}/{number}").text
    assert client.get(f"{LIST}/{number}?subject=senior-magic").status_code == 404


def test_a_map_whose_edition_is_gone_says_so(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    number = make_map(place, zhou, edition="2018")
    assert "not loaded any more" in client.get(f"{LIST}/{number}", headers=EN).text
    assert client.get(f"{LIST}/{number}/chapters/JC01").status_code == 404


def test_the_page_says_that_it_exempts_nobody(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    page = client.get(f"{LIST}/{make_map(place, zhou)}", headers=ZH).text
    assert "它不能使任何人免考科目" in page
    assert 'href="/link-policies"' in page


# entering


def test_courses_are_entered_chapter_by_chapter(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    number = make_map(place, zhou, {"JC01.1.02": ["旧课"], "JC02.1.01": ["个案工作"]})
    values = {"point_0": " 社会工作概论、 社会福利;社会工作概论 ", "point_1": ""}
    answer = client.post(f"{LIST}/{number}/chapters/JC01", data=values)
    assert answer.status_code == 303
    assert answer.location.endswith(f"{LIST}/{number}?subject=junior-comprehensive")
    assert courses_of(number) == {
        "JC01.1.01": ["社会工作概论", "社会福利"],
        "JC02.1.01": ["个案工作"],
    }
    page = client.get(f"{LIST}/{number}/chapters/JC01").text
    assert "社会工作概论、社会福利" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("、".join(f"课{n}" for n in range(21)), "At most 20 courses."),
        ("课" * 81, "A course has at most 80 characters."),
        ("课" * 2001, "2000"),
    ],
)
def test_too_many_or_too_long_courses_are_said_beside_the_point(
    client: FlaskClient, place: Organisation, zhou: User, typed: str, sentence: str
) -> None:
    number = make_map(place, zhou)
    values = {"point_0": typed, "point_1": "社会福利"}
    answer = client.post(f"{LIST}/{number}/chapters/JC01", data=values, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed in answer.text
    assert "社会福利" in answer.text
    assert courses_of(number) == {}


def test_the_same_courses_again_change_nothing(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    number = make_map(place, zhou, {"JC01.1.01": ["社会福利", "社会工作概论"]})
    values = {"point_0": "社会工作概论、社会福利", "point_1": ""}
    assert client.post(f"{LIST}/{number}/chapters/JC01", data=values).status_code == 303
    assert courses_of(number) == {"JC01.1.01": ["社会福利", "社会工作概论"]}
    acts = [row.action for row in db.session.query(AuditEntry)]
    assert [one for one in acts if one.startswith("map.")] == ["map.create", "map.update"]


def test_a_chapter_without_points_says_so(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    with writing():
        db.session.execute(
            update(ContentArea).where(ContentArea.kind == "point").values(is_retired=True)
        )
        db.session.commit()
    number = make_map(place, zhou)
    page = client.get(f"{LIST}/{number}/chapters/JC01", headers=EN).text
    assert "This chapter has no knowledge points." in page


def test_a_map_is_removed_with_everything_in_it(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    number = make_map(place, zhou, {"JC01.1.01": ["社会工作概论"]})
    assert client.post(f"{LIST}/{number}/removal").status_code == 303
    assert db.session.query(MapEntry).count() == 0
    assert client.get(f"{LIST}/{number}").status_code == 404


@pytest.mark.both_databases
def test_a_course_stands_once_at_a_point(app: Flask) -> None:
    place = make_university()
    number = make_map(place, make_registrar(place), {"JC01.1.01": ["社会工作概论"]})
    again = insert(MapEntry).values(
        programme_map_id=number, code="JC01.1.01", course="社会工作概论"
    )
    with pytest.raises(IntegrityError), writing():
        db.session.execute(again)
    db.session.rollback()


@pytest.mark.both_databases
def test_courses_of_a_point_are_replaced_also_by_some_of_the_same(app: Flask) -> None:
    place = make_university()
    zhou = make_registrar(place)
    number = make_map(place, zhou, {"JC01.1.01": ["甲", "乙"]})
    with writing():
        found = db.session.get_one(ProgrammeMap, number)
        assert maps.set_courses(found, {"JC01.1.01": ["乙", "丙"]}, actor_id=zhou.id, now=NOON) == 1
        db.session.commit()
    assert courses_by_point(found.entries) == {"JC01.1.01": ["乙", "丙"]}


# cost, export, leaving


def test_pages_ask_the_same_of_the_database_for_small_and_large_maps(
    client: FlaskClient, place: Organisation, zhou: User
) -> None:
    load_syllabus("middle-law", chapters=9)
    small = make_map(place, zhou, {"JC01.1.01": ["社会工作概论"]})
    large = make_map(
        place,
        zhou,
        {f"ML0{n}.1.0{m}": [f"课{k}" for k in range(5)] for n in range(1, 10) for m in (1, 2)},
        programme="另一个",
    )
    for page in ("", "?subject=middle-law", "/chapters/JC01", "/map.xlsx"):
        counts = {count_statements(client, f"{LIST}/{n}{page}") for n in (small, large)}
        assert len(counts) == 1, page
    before = count_statements(client, LIST)
    for number in range(25):
        make_map(place, zhou, programme=f"培养方案{number}")
    assert count_statements(client, LIST) == before


def test_who_began_a_map_finds_it_in_their_export_and_the_university_keeps_it(
    app: Flask, place: Organisation
) -> None:
    zhou = make_registrar(place)
    number = make_map(place, zhou, {"JC01.1.01": ["社会工作概论"]})
    (row,) = collect_data(zhou.id)["curriculum_maps"]
    assert (row["programme"], row["edition"]) == (PROGRAMME, "2025")
    with writing():
        erase(zhou.id)
        db.session.commit()
        db.session.remove()
    assert courses_of(number) == {"JC01.1.01": ["社会工作概论"]}
