"""The registers of an agency, field by field: what their forms ask and what their pages show, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.incubator import registry_wording as say
from trainingapp.incubator.models import registry as kept, standing as held
from trainingapp.rules.incubation.document_words import DocumentCategory as Category
from trainingapp.rules.incubation.registry_words import Register


class Kind(StrEnum):
    """What a field takes. A last day is kept as the day after it."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    LAST_DAY = "last_day"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    EITHER = "either"  # yes, no or not said
    WORD = "word"
    WORDS = "words"
    AUTHORITY = "authority"
    COMMUNITY = "community"
    PERSON = "person"  # a user of this site who belongs to the agency


@dataclass(frozen=True, slots=True)
class Given:
    """A field of an entry: the column, its label, what it takes, and the words to choose from."""

    name: str
    label: LazyString
    kind: Kind = Kind.TEXT
    is_needed: bool = False
    words: Mapping[Any, LazyString] | None = None
    help: LazyString | None = None
    most: int = 120


@dataclass(frozen=True, slots=True)
class Shape:
    """A register: its table, its words, its fields, and what kind of paper proves an entry."""

    model: Any
    title: LazyString
    lead: LazyString
    one: LazyString  # what adds an entry
    proof: Category
    fields: tuple[Given, ...]
    headline: tuple[str, ...]


DAY, LAST, FLAG, LONG, MONEY, NUMBER = (
    Kind.DAY,
    Kind.LAST_DAY,
    Kind.FLAG,
    Kind.LONG,
    Kind.MONEY,
    Kind.NUMBER,
)
WHO = Given(
    "user_id",
    _("Person of this site"),
    Kind.PERSON,
    help=_("Whoever is linked reviews no case that competes with this agency."),
)
TERM_END = _("Leave it empty when there is none.")


def word(
    name: str, label: LazyString, words: Mapping[Any, LazyString], *, is_needed: bool = True
) -> Given:
    """A field with one of the words."""
    return Given(name, label, Kind.WORD, is_needed=is_needed, words=words)


def day(name: str, label: LazyString, *, is_needed: bool = False) -> Given:
    """A field with a day."""
    return Given(name, label, DAY, is_needed=is_needed)


REGISTERS: Mapping[Register, Shape] = {
    Register.ORGANS: Shape(
        kept.OrganMember,
        _("Organs and their people"),
        _("A legal person by donation has a council, an executive and supervisors."),
        _("Add a person"),
        Category.MINUTES,
        (
            word("organ", _("Organ"), say.ORGANS),
            Given("name", _("Name of the person"), is_needed=True, most=60),
            WHO,
            Given("title", _("Title in the organ"), most=60),
            Given("is_head", _("Heads this organ"), FLAG),
            Given("is_legal_representative", _("Is the legal representative"), FLAG),
            Given("is_paid", _("Is paid for it"), Kind.EITHER),
            Given("relation", _("Relation to founders")),
            day("starts_on", _("Term begins"), is_needed=True),
            Given("ends_on", _("Last day of the term"), LAST, help=TERM_END),
            Given("left_on", _("Last day in the organ, when earlier"), LAST),
        ),
        ("name", "title"),
    ),
    Register.FOUNDERS: Shape(
        kept.Founder,
        _("Founders"),
        _("Some places ask founders for certificates, and for a share that is not of the state."),
        _("Add a founder"),
        Category.CAPITAL_REPORT,
        (
            Given("name", _("Name of the founder"), is_needed=True),
            WHO,
            Given("is_organisation", _("Is an organisation"), FLAG),
            Given("is_state", _("Contributes state assets"), FLAG),
            Given("contribution", _("Contribution in yuan"), MONEY),
            word("certificate_level", _("Certificate of the founder"), say.CERTIFICATES),
        ),
        ("name",),
    ),
    Register.AUTHORITIES: Shape(
        kept.AgencyAuthority,
        _("Authorities in charge of it"),
        _("Who registers it, who supervises it, with whom it is on file."),
        _("Add an authority"),
        Category.SUPERVISOR_CONSENT,
        (
            word("role", _("What the authority is to it"), say.AUTHORITY_ROLES),
            Given("organisation_id", _("Which authority"), Kind.AUTHORITY, is_needed=True),
            word("level", _("Level of registration"), say.LEVELS, is_needed=False),
            day("starts_on", _("In charge since")),
            Given("ends_on", _("Last day in charge"), LAST, help=TERM_END),
        ),
        ("organisation_id",),
    ),
    Register.REGISTRATIONS: Shape(
        kept.AgencyRegistration,
        _("Applications for registration"),
        _("The clock of the authority runs from the day on which the papers are complete."),
        _("Add an application"),
        Category.APPLICATION_LETTER,
        (
            day("name_checked_on", _("Name checked on")),
            day("applied_on", _("Applied for on"), is_needed=True),
            day("accepted_on", _("Papers complete on")),
            word("result", _("Result of the application"), say.RESULTS, is_needed=False),
            day("decided_on", _("Authority decided on")),
        ),
        ("applied_on",),
    ),
    Register.CHANGES: Shape(
        kept.AgencyChange,
        _("Changes of registered items"),
        _("The clock of a change runs from the consent of the supervising unit."),
        _("Add a change"),
        Category.SUPERVISOR_CONSENT,
        (
            word("item", _("Item that changes"), say.CHANGED_ITEMS),
            Given("old_value", _("As it was"), LONG, most=2000),
            Given("new_value", _("As it becomes"), LONG, is_needed=True, most=2000),
            day("decided_on", _("Decided by the council on"), is_needed=True),
            day("consent_on", _("Consent of the supervising unit on")),
            day("applied_on", _("Applied for on")),
            day("approved_on", _("Approved on")),
            day("audited_on", _("Audit report of")),
        ),
        ("item",),
    ),
    Register.CHARTERS: Shape(
        kept.Charter,
        _("Charters"),
        _("Each version as adopted and approved."),
        _("Add a charter"),
        Category.CHARTER,
        (
            day("adopted_on", _("Adopted on"), is_needed=True),
            day("approved_on", _("Approved on")),
            Given("items", _("Found in it"), Kind.WORDS, words=say.CHARTER_ITEMS),
        ),
        ("adopted_on",),
    ),
    Register.PREMISES: Shape(
        kept.Premises,
        _("Premises"),
        _("Rooms and the right to use them."),
        _("Add premises"),
        Category.PREMISES_PROOF,
        (
            Given("address", _("Address of the premises"), is_needed=True, most=200),
            word("tenure", _("Right of use"), say.TENURES),
            Given("is_registered", _("It is the registered address"), FLAG),
            Given("is_in_base", _("It is in the base and ends with the stay"), FLAG),
            Given("area_m2", _("Area in square metres"), NUMBER),
            day("starts_on", _("Right of use from"), is_needed=True),
            Given("ends_on", _("Last day of the right of use"), LAST, help=TERM_END),
        ),
        ("address",),
    ),
    Register.SITES: Shape(
        kept.Site,
        _("Places of service"),
        _("Places of service are lawful; branches are not."),
        _("Add a place"),
        Category.OTHER,
        (
            Given("name", _("Name of the place"), is_needed=True),
            word("kind", _("Kind of place"), say.SITE_KINDS),
            Given("address", _("Address of the place"), most=200),
            Given("community_id", _("Code of the community"), Kind.COMMUNITY),
            day("starts_on", _("Serves since"), is_needed=True),
            Given("ends_on", _("Last day of service"), LAST, help=TERM_END),
        ),
        ("name",),
    ),
    Register.LICENCES: Shape(
        held.Licence,
        _("Certificates and recognitions"),
        _("The certificate of registration carries the same name as the agency."),
        _("Add a certificate"),
        Category.LICENCE,
        (
            word("kind", _("Kind of certificate"), say.LICENCES),
            Given("number", _("Number printed on it"), most=60),
            Given("printed_name", _("Name printed on it")),
            day("starts_on", _("Holds from")),
            Given("ends_on", _("Last day printed on it"), LAST, help=TERM_END),
        ),
        ("kind", "number"),
    ),
    Register.FILINGS: Shape(
        held.AnnualFiling,
        _("Yearly filings"),
        _("Each year first to the supervising unit, then to the registration authority."),
        _("Add a filing"),
        Category.ANNUAL_REPORT,
        (
            Given("year", _("Year reported on"), NUMBER, is_needed=True),
            word("kind", _("Inspection or report"), say.FILING_KINDS),
            day("supervisor_on", _("Sent to the supervising unit on")),
            day("registry_on", _("Sent to the registration authority on")),
            Given("exempt_reason", _("Why none was due"), most=200),
            word("result", _("Result of the inspection"), say.FILING_RESULTS, is_needed=False),
            day("rectify_by", _("To be put right by")),
            day("rectified_on", _("Put right on")),
        ),
        ("year", "kind"),
    ),
    Register.STEPS: Shape(
        held.AgencyStep,
        _("Seal, account, tax, insurance"),
        _("What is done once after registration."),
        _("Add a step"),
        Category.FILING_PROOF,
        (
            word("kind", _("What was filed or registered"), say.STEPS),
            day("done_on", _("Done on"), is_needed=True),
        ),
        ("kind",),
    ),
    Register.TAXES: Shape(
        held.TaxStatus,
        _("Tax status"),
        _("Recognitions by the tax office, and until when they hold."),
        _("Add a status"),
        Category.TAX,
        (
            word("kind", _("Kind of status"), say.TAXES),
            day("starts_on", _("Status holds from"), is_needed=True),
            Given("ends_on", _("Last day of the status"), LAST, help=TERM_END),
        ),
        ("kind",),
    ),
    Register.GRADES: Shape(
        held.Grade,
        _("Grades"),
        _("From 1A to 5A."),
        _("Add a grade"),
        Category.GRADE,
        (
            Given("level", _("How many A"), NUMBER, is_needed=True),
            Given("points", _("Points reached"), MONEY),
            Given("scale", _("Points at most"), NUMBER),
            Given("authority_id", _("Awarded by"), Kind.AUTHORITY),
            day("awarded_on", _("Grade awarded on"), is_needed=True),
            Given("ends_on", _("Last day of the grade"), LAST, help=TERM_END),
        ),
        ("level",),
    ),
    Register.CREDIT: Shape(
        held.CreditEvent,
        _("Credit lists, penalties, praise"),
        _("The base looks this up in public sources and names them."),
        _("Add what was found"),
        Category.CREDIT,
        (
            word("kind", _("What the search found"), say.CREDIT_KINDS),
            Given("cause", _("Cause, or where it was looked up"), is_needed=True, most=200),
            Given("amount", _("Fine in yuan"), MONEY),
            day("starts_on", _("On the list, decided or looked up on"), is_needed=True),
            Given("ends_on", _("Last day on the list"), LAST, help=TERM_END),
            Given("source_url", _("Address of the source"), most=300),
        ),
        ("kind", "cause"),
    ),
    Register.PARTY: Shape(
        kept.PartyUnit,
        _("Party building"),
        _("How many Party members there are, and how they are organised."),
        _("Add how it stands"),
        Category.PARTY,
        (
            day("as_of", _("Counted on"), is_needed=True),
            word("kind", _("How it is organised"), say.PARTY_KINDS),
            Given("full_members", _("Full members"), NUMBER, is_needed=True),
            Given("probationary_members", _("Probationary members"), NUMBER, is_needed=True),
            day("founded_on", _("Formed on")),
        ),
        ("kind",),
    ),
    Register.CONTACTS: Shape(
        held.AddressContact,
        _("Reached at its address"),
        _("Who cannot be reached at the registered address is put on a list."),
        _("Add a visit or letter"),
        Category.OTHER,
        (
            day("tried_on", _("Visited or sent on"), is_needed=True),
            word("way", _("In which way"), say.CONTACT_WAYS),
            Given("is_reached", _("It was reached"), FLAG),
        ),
        ("way",),
    ),
    Register.STATEMENTS: Shape(
        held.Statement,
        _("Statements"),
        _("What no register shows: the agency states it and proves it."),
        _("Add a statement"),
        Category.HOUSE_RULES,
        (
            word("kind", _("What is stated"), say.STATEMENTS),
            Given("is_met", _("It is so"), FLAG),
            day("stated_on", _("Stated on"), is_needed=True),
            Given("ends_on", _("Last day on which it holds"), LAST, help=TERM_END),
        ),
        ("kind",),
    ),
}
