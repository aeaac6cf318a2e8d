"""Tables: syllabus, laws, items with revisions and reviews; scoring policies, test specifications, test forms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.rules.items import Kind, Level, Status, Subject


def _words(values: type[Subject | Kind | Level | Status], column: str) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Syllabus(Base):
    """One subject of one edition of the official syllabus."""

    __tablename__ = "syllabus"
    __table_args__ = (
        UniqueConstraint("edition", "subject"),
        CheckConstraint(_words(Subject, "subject"), name="subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(8))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    first_exam_year: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")

    areas: Mapped[list[ContentArea]] = relationship(
        back_populates="syllabus", order_by="ContentArea.position"
    )


class ContentArea(Base):
    """A chapter, section or knowledge point. Its code keeps its meaning for ever, in every edition."""

    __tablename__ = "content_area"
    __table_args__ = (
        UniqueConstraint("syllabus_id", "code"),
        CheckConstraint("kind IN ('chapter', 'section', 'point')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    syllabus_id: Mapped[int] = mapped_column(ForeignKey("syllabus.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(24), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    parent_code: Mapped[str | None] = mapped_column(String(24))
    position: Mapped[int]  # order of the whole tree, as printed
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    confidence: Mapped[str | None] = mapped_column(String(16))  # chapters only
    weight: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # chapters only: min, max, source
    is_retired: Mapped[bool] = mapped_column(default=False)
    former_code: Mapped[str | None] = mapped_column(
        String(24)
    )  # in an older edition, when it moved

    syllabus: Mapped[Syllabus] = relationship(back_populates="areas")


class Law(Base):
    """A statute or regulation that items rest on."""

    __tablename__ = "law"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(80))

    versions: Mapped[list[LawVersion]] = relationship(
        back_populates="law", order_by="LawVersion.version"
    )


class LawVersion(Base):
    """The text of a law as promulgated on one day, and the days between which it is in force."""

    __tablename__ = "law_version"
    __table_args__ = (UniqueConstraint("law_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    law_id: Mapped[int] = mapped_column(ForeignKey("law.id"))
    version: Mapped[str] = mapped_column(String(10))  # the date of promulgation, as written
    effective_from: Mapped[date] = mapped_column(Date)
    effective_to: Mapped[date | None] = mapped_column(Date)  # the last day in force
    source: Mapped[str] = mapped_column(String(200))

    law: Mapped[Law] = relationship(back_populates="versions")


class BankItem(Base):
    """The identity of an item. What it says is its latest revision."""

    __tablename__ = "bank_item"
    __table_args__ = (
        CheckConstraint(_words(Subject, "subject"), name="subject"),
        CheckConstraint(_words(Status, "status"), name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    subject: Mapped[str] = mapped_column(String(32), index=True)
    status: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(80))
    origin: Mapped[str] = mapped_column(String(16))
    enemies: Mapped[list[str]] = mapped_column(JSON)  # codes that must not stand on the same form
    exceptions: Mapped[dict[str, str]] = mapped_column(JSON)  # finding name: reason
    latest_number: Mapped[int]  # number of the revision that counts today
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id")
    )  # None: written in the files
    file_sha256: Mapped[str] = mapped_column(
        String(64), default=""
    )  # of the item as last in the files
    attention: Mapped[dict[str, str] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # why it waits for a review
    search_text: Mapped[str] = mapped_column(Text)  # the latest revision's words, normalised

    revisions: Mapped[list[ItemRevision]] = relationship(
        back_populates="item", order_by="ItemRevision.number"
    )
    latest: Mapped[ItemRevision] = relationship(
        primaryjoin="and_(BankItem.id == foreign(ItemRevision.item_id), "
        "BankItem.latest_number == foreign(ItemRevision.number))",
        uselist=False,
        viewonly=True,
    )


class ItemRevision(Base):
    """What an item says. Once it stands on a test form it never changes: `triggers.py` sees to it."""

    __tablename__ = "item_revision"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint(_words(Kind, "kind"), name="kind"),
        CheckConstraint(_words(Level, "level"), name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("bank_item.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # made by `content.revision_content`
    content_sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(8))  # letters in order; None for written items
    level: Mapped[str] = mapped_column(String(16))
    chapter: Mapped[str] = mapped_column(String(24), index=True)  # of the first knowledge point
    expected_facility: Mapped[float] = mapped_column(Float)
    made_at: Mapped[datetime] = mapped_column(Instant)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: from the files
    note: Mapped[str] = mapped_column(String(200), default="")  # what the editor says of the change

    item: Mapped[BankItem] = relationship(back_populates="revisions")
    knowledge: Mapped[list[RevisionKnowledge]] = relationship(order_by="RevisionKnowledge.position")
    anchors: Mapped[list[LawAnchor]] = relationship(order_by="LawAnchor.position")
    reviews: Mapped[list[ItemReview]] = relationship(order_by="ItemReview.id")


class RevisionKnowledge(Base):
    """A knowledge point of a revision; the first is the main one."""

    __tablename__ = "revision_knowledge"

    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(24), index=True
    )  # of a ContentArea, whatever the edition


class LawAnchor(Base):
    """The article that a revision rests on, with a short phrase found in it word for word."""

    __tablename__ = "law_anchor"

    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    law_version_id: Mapped[int] = mapped_column(ForeignKey("law_version.id"), index=True)
    article: Mapped[str] = mapped_column(String(16))
    phrase: Mapped[str] = mapped_column(String(200))

    law_version: Mapped[LawVersion] = relationship()


class ItemReview(Base):
    """What a second reader found."""

    __tablename__ = "item_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"), index=True)
    reader: Mapped[str] = mapped_column(String(80))
    answer: Mapped[str] = mapped_column(String(8))
    verdict: Mapped[str] = mapped_column(String(16))
    is_second_defensible: Mapped[bool]
    read_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: from the files


class BlindAnswer(Base):
    """What a reader answered before the key was shown. It never changes; the review rests on it."""

    __tablename__ = "blind_answer"
    __table_args__ = (UniqueConstraint("item_revision_id", "reader_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    answer: Mapped[str] = mapped_column(String(8))  # "" for written items
    doubt: Mapped[str] = mapped_column(Text)  # what else could be defended, in the reader's words
    answered_at: Mapped[datetime] = mapped_column(Instant)


class ImportBatch(Base):
    """A file of items brought in from a spreadsheet or a document: first checked, then done, perhaps undone."""

    __tablename__ = "import_batch"
    __table_args__ = (CheckConstraint("state IN ('checked', 'done', 'undone')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    maker_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(
        String(64)
    )  # of its bytes: the same file again is known
    state: Mapped[str] = mapped_column(String(8))
    rows: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSON))  # items as in the files
    findings: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSON))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)  # done or undone

    entries: Mapped[list[ImportEntry]] = relationship(order_by="ImportEntry.position")


class ImportEntry(Base):
    """What an import did to one item: the revision it made, and the one that counted before (0: none)."""

    __tablename__ = "import_entry"

    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("bank_item.id"), index=True)
    number: Mapped[int]
    previous_number: Mapped[int]
    previous_status: Mapped[str] = mapped_column(String(16))


class PolicyVersion(Base):
    """A scoring policy. It never changes; a new rule is a new version."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    content: Mapped[dict[str, str]] = mapped_column(
        JSON
    )  # single, multiple, per_option: points as text
    source: Mapped[str] = mapped_column(String(200))


class TestSpecification(Base):
    """The plan of a paper: time, counts, cut score, bounds per chapter and level. A change is a new number."""

    __tablename__ = "test_specification"
    __table_args__ = (UniqueConstraint("code", "number"),)
    __test__ = False  # not a test, whatever pytest makes of the name

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(32), index=True)
    edition: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_sha256: Mapped[str] = mapped_column(String(64))


class TestForm(Base):
    """A concrete set of item revisions in order. Once published it never changes."""

    __tablename__ = "test_form"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("origin IN ('fixed', 'assembled')", name="origin"),
    )
    __test__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    subject: Mapped[str] = mapped_column(String(32), index=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    specification_id: Mapped[int] = mapped_column(ForeignKey("test_specification.id"))
    policy_id: Mapped[int | None] = mapped_column(
        ForeignKey("policy_version.id")
    )  # None: written paper
    origin: Mapped[str] = mapped_column(String(16))
    plan_sha256: Mapped[str] = mapped_column(String(64))  # title, specification and item codes
    document: Mapped[bytes] = deferred(
        mapped_column(LargeBinary)
    )  # gzip of what the candidate sees
    document_sha256: Mapped[str] = mapped_column(String(64))  # of the JSON before compression
    answer_key: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSON))
    published_at: Mapped[datetime] = mapped_column(Instant)
    exam_year: Mapped[int]  # the exam whose law its items were held to

    specification: Mapped[TestSpecification] = relationship()
    policy: Mapped[PolicyVersion | None] = relationship()


class TestFormSlot(Base):
    """Which item revision stands where on a form."""

    __tablename__ = "test_form_slot"
    __test__ = False

    test_form_id: Mapped[int] = mapped_column(ForeignKey("test_form.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)  # counts from 1
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"), index=True)
