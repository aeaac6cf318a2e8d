"""A case of the demonstration on its way: who acts on it, on which day, and the papers that every step asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trainingapp.accounts.models import User
from trainingapp.education.days import day_of
from trainingapp.incubator.actions.documents import MadeFile, Owner, Paper, keep_document
from trainingapp.incubator.actions.passing import confirm, pass_on
from trainingapp.incubator.models import Agency, Case, IncubatorDocument, Proposal
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.server.demo_incubation_cast import Cast, Scene

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(slots=True)
class Walk:
    """A case, its agency and its leader, and the moment at which the next step is taken."""

    scene: Scene
    agency: Agency | None  # None: a team that has only applied so far
    leader: User
    name: str
    number: int
    at: datetime
    begun: Case | None = None

    @property
    def case(self) -> Case:
        """The case, once its application was begun."""
        assert self.begun
        return self.begun

    @property
    def cast(self) -> Cast:
        """The people of the base."""
        return self.scene.cast

    @property
    def today(self) -> date:
        """The day of the next step."""
        return day_of(self.at)

    def step(self, act: str, person: User, *, reason: str = "", second: User | None = None) -> None:
        """Take the case through an act, by two people where it needs two."""
        done = pass_on(self.case, act, person=person, reason=reason, now=self.at)
        if second is not None:
            assert isinstance(done, Proposal)
            confirm(done, person=second, now=self.at)

    def paper(
        self,
        category: DocumentCategory,
        title: str,
        *,
        by: User,
        audience: Audience = Audience.PARTIES,
        owner: Owner | None = None,
    ) -> IncubatorDocument:
        """A document with one empty page."""
        return keep_document(
            owner or self.case,
            Paper(category=category, title=f"{title}（演示）", audience=audience),
            MadeFile(PDF, "application/pdf", f"{title}.pdf"),
            person_id=by.id,
            settings=self.scene.settings,
            now=self.at,
        )
