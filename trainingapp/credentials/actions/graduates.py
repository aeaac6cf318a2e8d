"""The papers of sound rows under their keyed digests, and which of them are loaded already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from trainingapp.accounts.queries import ID_NUMBER
from trainingapp.credentials.numbers import DEGREE_NUMBER
from trainingapp.credentials.queries.batches import Loaded, find_loaded
from trainingapp.rules.eligibility_facts import DegreeKind
from trainingapp.rules.graduate_fields import name_key
from trainingapp.rules.graduate_twins import PAPER_COLUMNS
from trainingapp.rules.graduates import Finding, Graduate
from trainingapp.web.vault import blind_index

NAME = "degree_batch.name"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a row: what it is, and the digests by which person, name and number are found."""

    row: int
    graduate: Graduate
    kind: DegreeKind
    number: str
    day: date
    person_index: str | None
    name_index: str
    number_index: str

    @property
    def studies(self) -> tuple[str | None, str, str, str]:
        """What a person has one paper of."""
        return self.person_index, self.kind, self.graduate.level, self.graduate.major


def index_name(name: str) -> str:
    """The digest under which a name is found, however it is spaced."""
    return blind_index(name_key(name), NAME)


def list_papers(sound: Mapping[int, Graduate]) -> list[Paper]:
    """Every paper of the rows, in their order."""
    return [paper for row, graduate in sound.items() for paper in _papers(row, graduate)]


def _papers(row: int, graduate: Graduate) -> Iterator[Paper]:
    person = blind_index(graduate.id_number, ID_NUMBER) if graduate.id_number else None
    name = index_name(graduate.name)
    for kind, number, day in graduate.papers:
        lookup = blind_index(number, DEGREE_NUMBER)
        yield Paper(row, graduate, kind, number, day, person, name, lookup)


def find_repeated(sound: Mapping[int, Graduate], organisation_id: int) -> dict[int, list[Finding]]:
    """By row what is loaded already: a number by anybody, studies of a person by this university."""
    papers = list_papers(sound)
    loaded = find_loaded(
        {paper.number_index for paper in papers},
        {paper.person_index for paper in papers if paper.person_index},
    )
    own = [one for one in loaded if one.organisation_id == organisation_id]
    numbers = {one.number_index: one for one in loaded}
    studies = {(one.person_index, one.kind, one.level, one.major) for one in own}
    names: dict[str | None, str | None] = {
        one.person_index: one.name_index for one in own if one.person_index
    }
    found: dict[int, list[Finding]] = {}
    for paper in papers:
        problem = _compare(paper, numbers.get(paper.number_index), organisation_id)
        if problem is None and paper.person_index and paper.studies in studies:
            problem = Finding(PAPER_COLUMNS[paper.kind], "studies_loaded")
        if problem is None and names.get(paper.person_index, paper.name_index) != paper.name_index:
            problem = Finding("name", "person_loaded_as")
        if problem is not None and problem not in found.get(paper.row, []):
            found.setdefault(paper.row, []).append(problem)
    return found


def _compare(paper: Paper, loaded: Loaded | None, organisation_id: int) -> Finding | None:
    if loaded is None:
        return None
    is_own = loaded.organisation_id == organisation_id
    code = "paper_loaded" if is_own else "paper_elsewhere"
    return Finding(PAPER_COLUMNS[paper.kind], code)
