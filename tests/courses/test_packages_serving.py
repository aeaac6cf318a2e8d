"""The addresses of packages: what they send, with which headers, to whom, and that nothing of ours is given along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.courses.package_files import PAGE, manifest, some_package
from tests.courses.packaging import address, launch, make_package
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_enrolment, make_instructor
from trainingapp.accounts.models import User
from trainingapp.courses.models import Enrolment
from trainingapp.courses.packages import serving
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
FILES: dict[str, str | bytes] = {
    "img/a.png": PNG,
    "data/接案.json": '{"a": 1}',
    "film.swf": b"CWS\x09",
    "font.woff2": b"wOF2" + b"\0" * 20,
    "wide.html": "<html><head></head><body>宽</body></html>".encode("utf-16"),
}


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def lesson(client: FlaskClient, lin: User) -> tuple[int, str]:
    wu = make_instructor()
    course, key = make_package(sign_in(client, wu), wu, some_package(**FILES))
    make_enrolment(lin, course)
    return course, key


@pytest.fixture
def opened(app: Flask, lin: User, lesson: tuple[int, str]) -> dict[str, Any]:
    return launch(sign_in(app.test_client(), lin), *lesson)


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    """Who has the address, and no cookie of ours: as the frame does."""
    return app.test_client()


def get(nobody: FlaskClient, opened: dict[str, Any], path: str, **headers: str) -> TestResponse:
    return nobody.get(f"/packages/{opened['token']}/{path}", headers=headers)


def policy(answer: TestResponse) -> dict[str, str]:
    """The Content-Security-Policy by directive."""
    parts = [part.strip() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: value for name, _space, value in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize(
    ("path", "media_type", "kind"),
    [
        ("index.html", "text/html", None),
        ("INDEX.HTML", "text/html", None),
        ("js/scorm.js", "text/javascript", "inline"),
        ("css/look.css", "text/css", "inline"),
        ("img/a.png", "image/png", "inline"),
        ("data/接案.json", "application/json", "inline"),
        ("font.woff2", "font/woff2", "inline"),
        ("film.swf", "application/octet-stream", "attachment"),
        ("imsmanifest.xml", "application/xml", "inline"),
        ("-/state.js", "text/javascript", None),
        ("-/runtime.js", "text/javascript", None),
    ],
)
def test_every_answer_is_closed_in_and_open_to_the_frame(
    nobody: FlaskClient, opened: dict[str, Any], path: str, media_type: str, kind: str | None
) -> None:
    answer = get(nobody, opened, path)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    rules = policy(answer)
    assert rules["sandbox"] == "allow-scripts allow-forms allow-popups"
    place = f"http://localhost/packages/{opened['token']}/"
    assert rules["default-src"].split()[0] == place
    assert (rules["form-action"], rules["base-uri"]) == (place, place)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    if kind:
        assert answer.headers["Content-Disposition"].startswith(kind)


def test_a_page_gets_our_script_before_its_own(nobody: FlaskClient, opened: dict[str, Any]) -> None:
    assert address(nobody.application, opened).endswith("/index.html")
    page = get(nobody, opened, "index.html").text
    ours = f'<script src="/packages/{opened["token"]}/-/state.js"></script>'
    assert page.startswith(f'<!DOCTYPE html>\n<html lang="zh"><head>{ours}')
    assert page.count("/-/runtime.js") == 1
    assert page.replace(page[page.index("<script") : page.index("<meta")], "") == PAGE


def test_a_page_in_utf16_stays_one(nobody: FlaskClient, opened: dict[str, Any]) -> None:
    page = get(nobody, opened, "wide.html").data.decode("utf-16")
    assert page.startswith("<html><head><script src=")
    assert page.endswith("</head><body>宽</body></html>")


@pytest.mark.parametrize(
    ("html", "before"),
    [
        ("<html><head class='a'><title>x</title>", "<html><head class='a'>"),
        ("<HTML><HEAD >", "<HTML><HEAD >"),
        ("<!-- <head> --><html><body>", "<!-- <head> --><html>"),
        ("<!DOCTYPE html>text", "<!DOCTYPE html>"),
        ("<header>x</header>", ""),
        ("<html><script>x = '<head>'</script></html>", "<html>"),
        ("", ""),
    ],
)
def test_our_script_stands_where_the_page_begins(html: str, before: str) -> None:
    made = serving.add_runtime(html.encode(), "t").decode()
    place = made.index('<script src="/packages/t/-/state.js">')
    assert made[:place] == before
    assert made.replace(made[place : made.rindex("/-/runtime.js") + 24], "") == html


def test_ranges_and_revalidation_work_for_films(
    nobody: FlaskClient, opened: dict[str, Any]
) -> None:
    part = get(nobody, opened, "img/a.png", Range="bytes=1-3")
    assert (part.status_code, part.data) == (206, b"PNG")
    again = get(nobody, opened, "img/a.png", **{"If-None-Match": part.headers["ETag"]})
    assert again.status_code == 304
    assert "private" in part.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing.html",
        "../index.html",
        "%2e%2e/index.html",
        "js",
        "index.html/",
        "-/player",
        "-/x",
        "index.html%00",
    ],
)
def test_there_is_nothing_else(nobody: FlaskClient, opened: dict[str, Any], path: str) -> None:
    assert get(nobody, opened, path).status_code in {400, 404}


def test_a_forged_address_opens_nothing(nobody: FlaskClient, opened: dict[str, Any]) -> None:
    token = opened["token"]
    for forged in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x", f"{token}x", "a.b.c"):
        for path in ("index.html", "-/state.js", "-/runtime.js", "-/player"):
            assert nobody.get(f"/packages/{forged}/{path}").status_code == 410


def test_the_sign_in_of_a_reader_adds_nothing(
    app: Flask, opened: dict[str, Any], lin: User
) -> None:
    reader = sign_in(app.test_client(), lin)
    assert reader.get("/packages/forged/index.html").status_code == 410
    answer = get(reader, opened, "index.html")
    assert "Set-Cookie" not in answer.headers
    assert get(app.test_client(), opened, "index.html").data == answer.data


def test_who_learns_no_more_sees_no_more(
    nobody: FlaskClient, opened: dict[str, Any], lin: User
) -> None:
    assert get(nobody, opened, "index.html").status_code == 200
    with writing():
        db.session.delete(db.session.query(Enrolment).filter_by(user_id=lin.id).one())
        db.session.commit()
    db.session.remove()
    assert get(nobody, opened, "index.html").status_code == 404
    assert get(nobody, opened, "-/state.js").status_code == 404


def test_no_package_is_told_a_name(nobody: FlaskClient, opened: dict[str, Any], lin: User) -> None:
    state = get(nobody, opened, "-/state.js")
    assert "林" not in state.text
    assert "\\u6797" not in state.text
    assert state.headers["Cache-Control"] == "no-store"
    assert state.text.isascii()


def test_what_is_given_at_launch_ends_no_script() -> None:
    text = serving.write_state({"data": {"a": "</script><script>alert(1)//\u2028\n"}})
    assert "<" not in text
    assert text.count("\n") == 1
    assert text.isascii()


def test_the_page_around_allows_frames_of_packages_only(
    app: Flask, lin: User, lesson: tuple[int, str]
) -> None:
    course, key = lesson
    reader = sign_in(app.test_client(), lin)
    page = reader.get(f"/courses/{course}/lessons/{key}")
    rules = policy(page)
    assert rules["frame-src"] == "http://localhost/packages/"
    assert rules["script-src"] == "'self'"
    assert 'sandbox="allow-scripts allow-forms allow-popups"' in page.text
    assert "<iframe" in page.text
    assert "frame-src" not in policy(reader.get("/courses"))


@pytest.fixture
def apart(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The same site with an address of its own for packages."""
    settings = replace(app.config["SETTINGS"], packages_url="http://packages.localhost")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost", settings.packages_host])
    return app


def test_an_address_of_its_own_answers_with_packages_and_nothing_else(
    apart: Flask, opened: dict[str, Any], lin: User
) -> None:
    theirs = {"base_url": "http://packages.localhost"}
    reader = sign_in(apart.test_client(), lin)
    token = opened["token"]
    for path in ("/", "/home", "/courses", "/healthz", "/static/manifest.json", "/nowhere"):
        answer = reader.get(path, **theirs)
        assert (answer.status_code, answer.mimetype) == (404, "text/plain"), path
    assert reader.get(f"/packages/{token}/index.html").status_code == 404  # on ours
    page = reader.get(f"/packages/{token}/index.html", **theirs)
    assert page.text == PAGE  # nothing is written into it
    assert policy(page)["sandbox"].endswith("allow-same-origin")
    player = reader.get(f"/packages/{token}/-/player", **theirs)
    assert 'src="../index.html"' in player.text
    assert "Set-Cookie" not in player.headers


def test_the_lesson_opens_the_player_there(
    apart: Flask, lin: User, lesson: tuple[int, str]
) -> None:
    course, key = lesson
    reader = sign_in(apart.test_client(), lin)
    found = launch(reader, course, key)
    assert found["url"] == f"http://packages.localhost/packages/{found['token']}/-/player"
    assert found["origin"] == "http://packages.localhost"
    page = reader.get(f"/courses/{course}/lessons/{key}")
    assert policy(page)["frame-src"] == "http://packages.localhost/packages/"
    assert "allow-same-origin" in page.text


def test_a_title_of_the_package_is_text_in_the_player(
    apart: Flask, client: FlaskClient, lin: User
) -> None:
    wu = make_instructor("周老师")
    evil = manifest(
        units=[("s1", "&lt;script&gt;alert(1)&lt;/script&gt;", "index.html?a=&quot;&gt;x")]
    )
    course, key = make_package(
        sign_in(client, wu), wu, some_package(**{"imsmanifest.xml": evil, "x.txt": "2"})
    )
    make_enrolment(lin, course)
    found = launch(sign_in(apart.test_client(), lin), course, key)
    player = apart.test_client().get(
        f"/packages/{found['token']}/-/player", base_url="http://packages.localhost"
    )
    assert "<script>alert" not in player.text
    assert 'src="../index.html?a=&#34;&gt;x"' in player.text
