"""Renditions are made step by step by a program beside the worker, are tried three times, and reach learners only."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from filelock import FileLock
from flask import Flask
from sqlalchemy import delete, select

from tests.courses.films import EN, Film, make_film, watch
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, make_instructor
from trainingapp.accounts.models import User
from trainingapp.courses import video_encoding, video_jobs
from trainingapp.courses.models import Recording, Rendition
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.files.references import referring_columns
from trainingapp.jobs.models import Job
from trainingapp.jobs.worker import run_all
from trainingapp.web.sqlite import set_writing
from trainingapp.web.transactions import writing

# A program that answers as ffmpeg does: it writes the file that its last argument names.
FAKE = f"""#!{sys.executable}
import pathlib, sys
arguments = sys.argv[1:]
target = pathlib.Path(arguments[-1])
if target.name in pathlib.Path(__file__).with_name("broken").read_text().split():
    sys.exit("moov atom not found")
if target.suffix == ".m4a" and pathlib.Path(__file__).with_name("silent").exists():
    sys.exit("Output file does not contain any stream")
target.write_bytes(("made " + target.name).encode() * 9)
if target.suffix == ".m3u8":
    pieces = target.with_suffix(".ts")
    pieces.write_bytes(("pieces " + target.stem).encode() * 99)
    target.write_text("#EXTM3U\\n#EXT-X-VERSION:4\\n#EXT-X-TARGETDURATION:6\\n#EXTINF:6.0,\\n"
        f"#EXT-X-BYTERANGE:{{pieces.stat().st_size}}@0\\n{{pieces.name}}\\n#EXT-X-ENDLIST\\n")
"""


@pytest.fixture
def program(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fake ffmpeg, and work that is done at once instead of beside the worker."""
    program = tmp_path / "ffmpeg"
    program.write_text(FAKE)
    program.chmod(0o755)
    (tmp_path / "broken").write_text("")
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, ffmpeg=str(program))

    def at_once(folder: Path, name: str, commands: Any) -> None:
        (folder / video_encoding.RESULT).unlink(missing_ok=True)
        order = {"name": name, "commands": commands}
        (folder / video_encoding.ORDER).write_text(json.dumps(order))
        video_encoding.encode(folder)

    monkeypatch.setattr(video_encoding, "start", at_once)
    yield program
    app.config["SETTINGS"] = settings
    shutil.rmtree(settings.data / "renditions", ignore_errors=True)


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def film(app: Flask, wu: User) -> Film:
    return make_film(app, wu)


def recording_id() -> int:
    found = db.session.scalars(select(Recording.stored_file_id)).one()
    db.session.rollback()
    return found


def step(minutes: int = 0) -> None:
    """What the worker does when it takes the job of the recording."""
    recording = recording_id()
    moment = NOON + timedelta(minutes=minutes)
    try:
        video_jobs.make_renditions(recording_id=recording, now=moment)
        db.session.commit()
    finally:
        set_writing(False)
        db.session.remove()


def make_all() -> None:
    for _turn in range(30):
        step()


def states() -> dict[str, str]:
    rows = db.session.scalars(select(Rendition).order_by(Rendition.position)).all()
    found = {row.name: row.state for row in rows}
    db.session.remove()
    return found


def waiting_jobs() -> int:
    query = select(Job).where(Job.name == "courses.make_renditions", Job.state == "waiting")
    found = len(db.session.scalars(query).all())
    db.session.rollback()
    return found


ALL_MADE = {"poster": "made", "360p": "made", "audio": "made", "720p": "made"}


def test_an_uploaded_video_asks_for_renditions_in_the_same_breath(film: Film) -> None:
    assert states() == dict.fromkeys(ALL_MADE, "waiting")
    assert waiting_jobs() == 1


def test_renditions_are_made_one_after_the_other_and_the_original_stays(
    app: Flask, film: Film, program: Path
) -> None:
    step()
    assert states()["poster"] == "running"
    step()
    step()
    assert states() == {"poster": "made", "360p": "running", "audio": "waiting", "720p": "waiting"}
    make_all()
    assert states() == ALL_MADE
    assert not (app.config["SETTINGS"].data / "renditions" / str(recording_id())).exists()
    assert db.session.get_one(StoredFile, recording_id()).media_type == "video/mp4"


def test_the_worker_itself_makes_everything_in_short_turns(app: Flask, program: Path) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        make_film(app)
        for _turn in range(12):
            assert run_all() <= 2  # it starts or looks in, and is free for other work
            clock.shift(timedelta(seconds=10))
    assert states() == ALL_MADE
    assert waiting_jobs() == 0
    found = db.session.scalars(select(Job.state).where(Job.name == "courses.make_renditions"))
    assert set(found) == {"done"}


def test_what_fails_is_tried_three_times_and_the_author_may_try_again(
    app: Flask, film: Film, wu: User, program: Path
) -> None:
    (program.parent / "broken").write_text("360p.mp4")
    make_all()
    assert states() == {**ALL_MADE, "360p": "failed"}
    row = db.session.get_one(Rendition, (recording_id(), "360p"))
    assert (row.tries, row.error) == (3, "moov atom not found")
    db.session.remove()
    desk = sign_in(app.test_client(), wu)
    page = desk.get(film.draft, headers=EN).text
    assert "Did not work" in page
    assert "moov atom not found" in page
    (program.parent / "broken").write_text("")
    assert desk.post(f"{film.draft}/renditions/retry").status_code == 303
    make_all()
    assert states() == ALL_MADE
    assert "Try again" not in desk.get(film.draft, headers=EN).text
    assert desk.post(f"{film.draft}/renditions/retry").status_code == 409


def test_a_film_without_sound_has_nothing_to_make_there(
    app: Flask, film: Film, wu: User, program: Path
) -> None:
    (program.parent / "silent").touch()
    make_all()
    assert states() == ALL_MADE
    assert "Nothing to make" in sign_in(app.test_client(), wu).get(film.draft, headers=EN).text


def test_a_program_that_dies_is_found_out_and_begun_again(
    film: Film, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(video_encoding, "start", lambda *_order: None)  # killed at once
        step()
    step()
    assert states()["poster"] == "running"  # it may only just be starting
    step(minutes=2)
    assert states()["poster"] == "waiting"
    make_all()
    assert states() == ALL_MADE


def test_while_the_program_holds_its_folder_the_worker_only_looks_in(
    app: Flask, film: Film, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_encoding, "start", lambda *_order: None)
    step()
    folder = video_jobs.workshop(app.config["SETTINGS"], recording_id())
    with FileLock(folder / video_encoding.HELD):
        step(minutes=300)
        assert states()["poster"] == "running"
    assert waiting_jobs() == 1


def test_a_playlist_with_a_foreign_address_is_never_kept(film: Film, program: Path) -> None:
    program.write_text(
        FAKE.replace("{{pieces.name}}", "https://evil.example/a.ts").replace(
            "{pieces.name}", "https://evil.example/a.ts"
        )
    )
    make_all()
    assert states()["360p"] == "failed"
    assert "PlaylistWrong" in db.session.get_one(Rendition, (recording_id(), "360p")).error


def test_without_the_program_the_original_plays_and_the_page_says_so(
    app: Flask, film: Film, wu: User
) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, ffmpeg="off")
    try:
        step()
        assert set(states().values()) == {"waiting"}
        page = sign_in(app.test_client(), wu).get(film.draft, headers=EN).text
        assert "No program for smaller sizes is installed here" in page
        assert f'<source src="{film.draft}/files/media">' in page
    finally:
        app.config["SETTINGS"] = settings


def test_what_waits_is_taken_up_when_the_program_has_come(
    film: Film, program: Path, app: Flask
) -> None:
    with writing():
        db.session.execute(delete(Job))
        db.session.commit()
    for _hour in range(2):
        video_jobs.resume_renditions(now=NOON)
        set_writing(False)
    assert waiting_jobs() == 1
    make_all()
    with writing():
        db.session.execute(delete(Job))
        db.session.commit()
    video_jobs.resume_renditions(now=NOON)
    set_writing(False)
    assert waiting_jobs() == 0


def test_the_same_content_is_made_once(app: Flask, film: Film, wu: User, program: Path) -> None:
    make_all()
    again = make_film(app, wu)  # the same bytes in another course
    assert states() == ALL_MADE
    lin = watch(app, again, make_user())
    assert lin.get(f"{again.page}/renditions/360p.mp4").status_code == 200


@pytest.fixture
def made(film: Film, program: Path) -> Film:
    make_all()
    return film


NAMES = {
    "master.m3u8": "application/vnd.apple.mpegurl",
    "360p.m3u8": "application/vnd.apple.mpegurl",
    "360p.ts": "video/mp2t",
    "720p.mp4": "video/mp4",
    "audio.m4a": "audio/mp4",
    "poster.jpg": "image/jpeg",
}


@pytest.mark.parametrize("name", list(NAMES))
def test_every_byte_is_for_learners_and_for_the_author(
    app: Flask, made: Film, wu: User, name: str
) -> None:
    learner = watch(app, made, make_user("林美华"))
    address = f"{made.page}/renditions/{name}"
    got = learner.get(address)
    assert (got.status_code, got.mimetype) == (200, NAMES[name])
    assert "private" in got.headers["Cache-Control"]
    assert sign_in(app.test_client(), make_user("王建国")).get(address).status_code == 404
    assert app.test_client().get(address).status_code == 302
    draft = f"{made.draft}/renditions/{name}"
    assert sign_in(app.test_client(), wu).get(draft).data == got.data
    assert sign_in(app.test_client(), make_instructor("别人")).get(draft).status_code == 404
    assert learner.get(draft).status_code == 403
    assert (
        learner.get(f"/course-reviews/1/lessons/{made.lesson}/renditions/{name}").status_code == 403
    )


def test_pieces_are_sent_by_ranges_and_playlists_name_only_what_lies_beside_them(
    app: Flask, made: Film
) -> None:
    learner = watch(app, made, make_user())
    part = learner.get(f"{made.page}/renditions/360p.ts", headers={"Range": "bytes=0-10"})
    assert (part.status_code, part.data) == (206, b"pieces 360p")
    master = learner.get(f"{made.page}/renditions/master.m3u8").text
    names = [line for line in master.splitlines() if not line.startswith("#")]
    assert sorted(names) == ["360p.m3u8", "720p.m3u8"]
    assert "360p.ts" in learner.get(f"{made.page}/renditions/360p.m3u8").text


@pytest.mark.parametrize(
    "name", ["360p", "360p.", ".mp4", "poster.ts", "audio.m3u8", "1080p.mp4", "source", "..%2f1"]
)
def test_other_names_are_nothing(app: Flask, made: Film, name: str) -> None:
    learner = watch(app, made, make_user())
    assert learner.get(f"{made.page}/renditions/{name}").status_code == 404


def test_the_page_offers_the_line_first_then_sizes_and_without_script_plain_links(
    app: Flask, made: Film
) -> None:
    page = watch(app, made, make_user()).get(made.page, headers=EN).text
    sources = [
        line.split('src="')[1].split('"')[0] for line in page.split("\n") if "<source" in line
    ]
    base = f"{made.page}/renditions"
    assert sources == [
        f"{base}/master.m3u8",
        f"{base}/720p.mp4",
        f"{base}/360p.mp4",
        f"{made.page}/files/media",
    ]
    assert f'poster="{base}/poster.jpg"' in page
    bare = page.split("<noscript>")[-1].split("</noscript>")[0]
    assert f'<a href="{base}/audio.m4a">Sound only</a>' in bare


def test_renditions_live_and_die_with_the_original(film: Film, program: Path) -> None:
    make_all()
    assert {"rendition.stored_file_id", "rendition.pieces_file_id"} <= referring_columns()
    with writing():
        db.session.execute(delete(Recording))
        db.session.commit()
    assert db.session.scalars(select(Rendition)).all() == []
    step_for_nothing()


def step_for_nothing() -> None:
    """A job whose recording is gone ends quietly."""
    video_jobs.make_renditions(recording_id=999, now=NOON)
    db.session.rollback()


def test_a_real_process_carries_out_an_order(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    folder.mkdir()
    good = [sys.executable, "-c", "open('made', 'w').write('x')"]
    bad = [sys.executable, "-c", "import sys; sys.exit('no such film')"]
    assert video_encoding.start(folder, "360p", [good]).wait(timeout=20) == 0
    outcome = video_encoding.find_outcome(folder, "360p")
    assert outcome is not None
    assert outcome.is_made
    assert (folder / "made").read_text() == "x"
    assert video_encoding.find_outcome(folder, "720p") is None  # another order's outcome is none
    assert not video_encoding.is_held(folder)
    assert video_encoding.start(folder, "720p", [good, bad, good]).wait(timeout=20) == 0
    outcome = video_encoding.find_outcome(folder, "720p")
    assert outcome == video_encoding.Outcome("no such film")


def test_a_program_that_is_not_there_is_an_error_and_no_crash(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    folder.mkdir()
    order = {"name": "360p", "commands": [[str(tmp_path / "nothing")]]}
    (folder / video_encoding.ORDER).write_text(json.dumps(order))
    assert video_encoding.main([str(folder)]) == 0
    outcome = video_encoding.find_outcome(folder, "360p")
    assert outcome is not None
    assert "FileNotFoundError" in outcome.error
    assert not video_encoding.is_held(tmp_path / "nowhere")


def test_the_program_learns_no_secret_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAININGAPP_SECRET_KEY", "only for the site")
    told = "import os, sys; sys.exit(' '.join(sorted(os.environ)))"
    order = {"name": "360p", "commands": [[sys.executable, "-c", told]]}
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / video_encoding.ORDER).write_text(json.dumps(order))
    video_encoding.encode(tmp_path / "1")
    outcome = video_encoding.find_outcome(tmp_path / "1", "360p")
    assert outcome is not None
    assert "TRAININGAPP" not in outcome.error
    assert "PATH" in outcome.error
