"""No personal number leaves its seal: not on a page, in a credential, a list, a log, a job, a notice, or a table.

Every sealed number is seeded, every address of the part is read by every kind of visitor, and neither the value nor a
hash that anybody could compute from it is found. A new address without a row here fails the first test.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.credentials.personal_numbers import traces, unfold
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_credentials import active_key, credential_of, end_credential
from tests.factories_eligibility import JOB, MASTER, NOON, keep, make_claim
from tests.factories_kinds import KINDS, make_kind
from tests.factories_registration import confirm, make_cycle, make_employment, number_it
from tests.factories_sharing import agree, ask, enter_register, make_manager, make_share, tell
from trainingapp.accounts.models import Organisation, OrganisationKind, User
from trainingapp.accounts.queries import ID_NUMBER, MOBILE
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials import models
from trainingapp.credentials.actions import batches, evidence, loading, watch_requests
from trainingapp.credentials.actions.verifying_records import Finding, record_verification
from trainingapp.credentials.models.evidence import EvidenceKind
from trainingapp.credentials.queries.facts import get_record
from trainingapp.credentials.sheets.reading import Brought, RawRow
from trainingapp.extensions import Base, db
from trainingapp.jobs.models import Job
from trainingapp.notices.models import Mail, Notice
from trainingapp.rules.permissions import Role
from trainingapp.rules.verification import NEEDED, Method, Tick
from trainingapp.web.transactions import committing
from trainingapp.web.vault import decrypt

TODAY = date(2026, 11, 22)
NUMBERS: Mapping[str, str] = {
    "id number": "110105199003071212",
    "mobile": "13810024477",
    "e-mail": "mei.hua.geheim@example.org",
    "diploma": "104861202405123411",
    "degree paper": "1048642024512399",
    "CHSI code": "A7B3C9D4E5F6G8H2",
    "certificate": "202306113310007321",
    "registration": "登20240301998877",
    "sheet id number": "110105199804124513",
    "sheet diploma": "104861202605998811",
    "sheet degree": "1048642026599771",
    "refused id number": "110105199702308818",  # a day that there is not
    "refused diploma": "10486120260599XX17",
    "asked mobile": "13922087766",
}
TRACES = {name: frozenset(traces(value)) for name, value in NUMBERS.items()}
# Long traces are words without blanks: they are looked for in the long words of a text alone.
LONG = 20
SHORT_TRACES = {name: [t for t in known if len(t) < LONG] for name, known in TRACES.items()}
LONG_TRACES = {name: [t for t in known if len(t) >= LONG] for name, known in TRACES.items()}
WORD = re.compile(rb"[A-Za-z0-9+/_%-]{20,}")


def find_leaks(body: bytes) -> set[str]:
    """The names of the numbers that something gives away."""
    found = set()
    for text in unfold(body):
        words = b" ".join(set(WORD.findall(text)))
        found |= {n for n, known in SHORT_TRACES.items() if any(t in text for t in known)}
        found |= {n for n, known in LONG_TRACES.items() if any(t in words for t in known)}
    return found


# Addresses of rules, lists and curricula: nobody's data are behind them, so any value will do.
NO_PERSONS: Mapping[str, list[Any]] = {
    "purpose": ["revocation"],
    "sha256": ["0" * 64],
    "line_id": [1],
    "map_id": [1],
    "source_id": [1],
    "run_id": [1],
    "step": ["pending"],
}


@dataclass
class World:
    """Everything there is to look at: who looks, and the values that addresses take."""

    people: dict[str, User]
    values: dict[str, list[Any]]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    university = make_organisation("滨江大学", kind=OrganisationKind.UNIVERSITY)
    agency = make_organisation("春晖")
    holder = make_user(
        "林美华",
        email=NUMBERS["e-mail"],
        mobile=NUMBERS["mobile"],
        id_number=NUMBERS["id number"],
    )
    people = {
        "holder": holder,
        "stranger": make_user("王建国"),
        "registrar": make_user("冯雪", roles=[Role.REGISTRAR], organisation=university),
        "manager": make_manager(agency),
        "administrator": make_user("韩立", roles=[Role.ADMINISTRATOR]),
        "auditor": make_user("许诚", roles=[Role.AUDITOR]),
    }
    values: dict[str, list[Any]] = {}
    seed_records(people, values, agency.id)
    seed_credentials(people, values, agency)
    seed_sheet(people, values, university.id)
    values |= NO_PERSONS | {"public_name": [active_key().public]}
    return World(people, values)


def seed_records(people: dict[str, User], values: dict[str, list[Any]], agency: int) -> None:
    """Records with sealed numbers, a code as evidence, a registration, an employment, a kept decision."""
    holder = people["holder"]
    diploma = make_claim(holder, "degree", MASTER | {"number": NUMBERS["diploma"]})
    paper = MASTER | {"kind": "degree", "number": NUMBERS["degree paper"]}
    make_claim(holder, "degree", paper)
    make_claim(holder, "work", JOB)
    certificate = make_claim(
        holder, "certificate", {"level": "middle", "issued_on": date(2023, 6, 11)}
    )
    number_it(holder, certificate, NUMBERS["certificate"])
    values["cycle_id"] = [make_cycle(holder, certificate, proof=NUMBERS["registration"])]
    values["certificate_id"] = [certificate]
    values["employment_id"] = [make_employment(holder, agency)]
    confirm(holder, values["employment_id"][0], people["manager"])
    with committing():
        row = get_record("degree", diploma, holder.id)
        code = (NUMBERS["CHSI code"], TODAY + timedelta(days=30))
        found = evidence.add_evidence(
            "degree", row, EvidenceKind.CHSI_REPORT, code=code, upload=None, settings=None, now=NOON
        )
        values["evidence_id"] = [found.id]
    look_up(people, "degree", diploma)
    look_up(people, "certificate", certificate)
    values |= {"kind": ["degree", "certificate"], "record_id": [diploma, certificate]}
    values["case_id"] = [row.id for row in db.session.scalars(select(models.DeskCase))]
    values["number"] = [keep(holder)]


def look_up(people: dict[str, User], kind: str, record: int) -> None:
    """A verification of everything that is needed."""
    with committing():
        row = get_record(kind, record, people["holder"].id)
        finding = Finding(
            method=Method.OFFICIAL_LOOKUP, ticks=dict.fromkeys(NEEDED[kind], Tick.MATCH)
        )
        record_verification(kind, row, finding, verifier_id=people["administrator"].id, now=NOON)


def seed_credentials(
    people: dict[str, User], values: dict[str, list[Any]], agency: Organisation
) -> None:
    """A credential of every kind, open; one revoked; a share, a watch, a place in the register."""
    holder, manager = people["holder"], people["manager"]
    made = [make_kind(kind, holder, is_open=True) for kind in KINDS]
    end_credential(made[1])
    values["public_id"] = list(dict.fromkeys(made))
    values["code"] = [credential_of(one).short_code for one in values["public_id"][:1]]
    share, secret = make_share(holder, made[:1], parts=())
    values |= {"share_id": [share], "secret": [secret]}
    enter_register(holder)
    watch = ask(holder, manager, agency)
    agree(watch, made[:1])
    values["watch_id"] = [watch]
    with committing():
        asked = watch_requests.Request(agency, "核验", TODAY + timedelta(days=30))
        watch_requests.ask_contact(NUMBERS["asked mobile"], asked, actor_id=manager.id, now=NOON)
    end_credential(made[0])
    tell()


def seed_sheet(people: dict[str, User], values: dict[str, list[Any]], university: int) -> None:
    """A loaded sheet, and one that waits."""
    cells = {
        "name": "赵一鸣",
        "id_number": NUMBERS["sheet id number"],
        "major": "社会工作",
        "level": "本科",
        "mode": "全日制",
        "enrolled_on": "2022-09-01",
        "ended_on": "2026-06-30",
        "graduation_number": NUMBERS["sheet diploma"],
        "degree_on": "2026-06-30",
        "degree_number": NUMBERS["sheet degree"],
    }
    refused = {
        "id_number": NUMBERS["refused id number"],
        "graduation_number": NUMBERS["refused diploma"],
        "degree_number": "",
        "degree_on": "",
    }
    values["batch_id"] = []
    registrar = people["registrar"]
    for number, is_loaded in enumerate((True, False)):
        rows = [RawRow(2, dict(cells)), RawRow(3, cells | refused)]
        file = batches.File(f"毕业生{number}.xlsx", f"{number}" * 64, Brought(rows))
        with committing():
            batch = batches.check_sheet(
                university, file, maker_id=registrar.id, today=TODAY, now=NOON
            )
            if is_loaded:
                loading.load_batch(batch, registrar=registrar, now=NOON)
            values["batch_id"].append(batch.id)


PAPERS = (".pdf", ".png", ".svg")


def addresses(app: Flask, values: Mapping[str, list[Any]]) -> list[str]:
    """Every address of the part that is read, with every seeded value; the reader's home and notices too."""
    found = ["/home", "/notices"]
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("credentials.") and "GET" in (rule.methods or ()):
            names = sorted(rule.arguments)
            for chosen in itertools.product(*(values[name] for name in names)):
                found.append(adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True))))
    return list(dict.fromkeys(found))


def test_the_scan_finds_what_it_looks_for() -> None:
    number = NUMBERS["id number"]
    for trace in traces(number):
        assert find_leaks(b"<p>" + trace + b"</p>") == {"id number"}, trace
    inner = base64.urlsafe_b64encode(json.dumps({"sub": number}).encode()).rstrip(b"=")
    assert find_leaks(b"eyJhbGciOiJub25lIn0." + inner + b".x") == {"id number"}
    packed = base64.urlsafe_b64encode(gzip.compress(number.encode())).rstrip(b"=")
    assert find_leaks(b'{"encodedList": "u' + packed + b'"}') == {"id number"}
    assert find_leaks(b"stream\n" + zlib.compress(number.encode()) + b"endstream") == {"id number"}
    assert find_leaks(f"…{number[-4:]}".encode()) == set()


def test_every_address_of_the_part_has_its_values(app: Flask, world: World) -> None:
    missing = {
        name
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("credentials.")
        for name in rule.arguments
        if not world.values.get(name) and "GET" in (rule.methods or ())
    }
    assert missing == set()


def test_no_page_document_or_log_tells_a_number_to_anybody(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LOG_REQUESTS", True)
    leaks, opened = [], 0
    with capture_logs() as lines:
        for name, person in [("nobody", None), *world.people.items()]:
            client = app.test_client()
            if person is not None:
                sign_in(client, person)
            values = dict(world.values)
            if name not in ("nobody", "holder"):
                values["public_id"] = values["public_id"][:2]
            for address in addresses(app, values):
                if address.endswith(PAPERS) and person is not None:
                    continue  # made anew each time, and the same for everybody
                answer = client.get(address, headers={"Accept-Language": "zh"})
                assert answer.status_code < 500, address
                opened += answer.status_code == 200
                whole = answer.data + repr(list(answer.headers)).encode()
                leaks += [(name, address, found) for found in find_leaks(whole)]
    assert leaks == []
    assert opened > 200
    assert find_leaks(repr(lines).encode()) == set()


@pytest.mark.parametrize(
    "kind", ["application/vc", "application/json", "application/vc+jwt", "text/plain"]
)
def test_no_securing_of_a_credential_holds_a_number(
    client: FlaskClient, world: World, kind: str
) -> None:
    for public_id in world.values["public_id"]:
        answer = client.get(f"/credentials/{public_id}", headers={"Accept": kind})
        assert answer.status_code == 200
        assert answer.mimetype == kind
        assert find_leaks(answer.data) == set()


def test_nothing_that_is_stored_besides_its_seal_holds_a_number(app: Flask, world: World) -> None:
    own = [model.__table__ for model in Base.__subclasses__() if "credentials" in model.__module__]
    tables = [*own, Job.__table__, Notice.__table__, AuditEntry.__table__, Mail.__table__]
    assert len(tables) > 25
    for table in tables:
        for row in db.session.execute(select(table)).mappings():
            said = {name: value for name, value in row.items() if name != "recipient"}
            assert find_leaks(repr(said).encode()) == set(), table.name


def test_the_seals_do_hold_them(app: Flask, world: World) -> None:
    """What was seeded is there to be found: otherwise the scan would prove nothing."""
    holder = db.session.get_one(User, world.people["holder"].id)
    assert holder.email == NUMBERS["e-mail"]
    assert decrypt(str(holder.mobile_encrypted), MOBILE) == NUMBERS["mobile"]
    assert decrypt(str(holder.id_number_encrypted), ID_NUMBER) == NUMBERS["id number"]
    sealed = {
        "diploma": db.session.scalars(select(models.DegreeRecord.number_last4)).all(),
        "certificate": db.session.scalars(select(models.NationalCertificate.number_last4)).all(),
        "registration": db.session.scalars(select(models.RegistrationCycle.proof_last4)).all(),
        "CHSI code": db.session.scalars(select(models.Evidence.code_last4)).all(),
    }
    for name, last in sealed.items():
        assert NUMBERS[name][-4:] in last, name
    assert NUMBERS["sheet diploma"][-4:] in sealed["diploma"]
