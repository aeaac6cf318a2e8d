"""An entry of a register as pages show it: its name, how it stands today, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.incubator import registry_wording as say
from trainingapp.incubator.models import AgencyChange
from trainingapp.incubator.registers import REGISTERS, Given, Kind
from trainingapp.rules.incubation.registry import change_clock, validity
from trainingapp.rules.incubation.registry_words import ChangedItem, Register
from trainingapp.web.i18n import local_date

Badge = tuple[LazyString | str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry in the reader's language. `badges`: words and their kinds."""

    entry: Any
    title: str
    badges: Sequence[Badge]
    pairs: Sequence[tuple[str, str | None]]
    may_strike: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """The day, and the numbers of the place: before an end by how many days it is said, the days of a change."""

    today: date
    warn_days: int
    change_days: int


def show_entry(register: Register, entry: Any, terms: Terms, *, may_strike: bool = False) -> Shown:
    """What a page shows of an entry. Fields that say nothing are left out, but for those that are needed."""
    shape = REGISTERS[register]
    fields = {one.name: one for one in shape.fields}
    title = " · ".join(
        text for name in shape.headline if (text := text_of(fields[name], entry)) is not None
    )
    pairs = [
        (str(one.label), text)
        for one in shape.fields
        if one.name not in shape.headline and (text := text_of(one, entry)) is not None
    ]
    return Shown(entry, title or str(shape.title), badges_of(entry, terms), pairs, may_strike)


def text_of(one: Given, entry: Any) -> str | None:
    """What one field of an entry says; None when it says nothing."""
    value = getattr(entry, one.name)
    if one.kind is Kind.FLAG:
        return str(_("Yes")) if value else None
    if value is None or value in ("", []):
        return None
    if one.kind is Kind.PERSON:
        return str(_("A user is linked"))
    return _text(one, value, entry)


def _text(one: Given, value: Any, entry: Any) -> str:
    if one.kind is Kind.DAY:
        return str(local_date(value))
    if one.kind is Kind.LAST_DAY:
        return local_date(value - timedelta(days=1))
    if one.kind is Kind.EITHER:
        return str(_("Yes") if value else _("No"))
    if one.kind is Kind.WORD:
        return str((one.words or {})[value])
    if one.kind is Kind.WORDS:
        return _listed(one.words or {}, value)
    if one.kind is Kind.AUTHORITY:
        place = getattr(entry, one.name.removesuffix("_id"))
        return str(place.name)
    if one.kind is Kind.COMMUNITY:
        return str(_("%(name)s (%(part)s)", name=entry.community.name, part=entry.community.code))
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)


def _listed(words: Mapping[Any, LazyString], value: Sequence[str]) -> str:
    found = [str(text) for one, text in words.items() if one in value]
    text = str(_("%(count)s of %(all)s: %(items)s"))
    return text % {"count": len(found), "all": len(words), "items": "; ".join(found)}


def badges_of(entry: Any, terms: Terms) -> list[Badge]:
    """How an entry stands: in force, ending, over; of a change its clock and its audit."""
    if isinstance(entry, AgencyChange):
        return _change_badges(entry, terms)
    if not hasattr(entry, "ends_on"):
        return []
    begins = getattr(entry, "starts_on", None) or getattr(entry, "awarded_on", None)
    ends = [day for day in (entry.ends_on, getattr(entry, "left_on", None)) if day]
    state = validity(begins, min(ends, default=None), today=terms.today, warn_days=terms.warn_days)
    return [say.VALIDITIES[state]]


def _change_badges(change: AgencyChange, terms: Terms) -> list[Badge]:
    clock = change_clock(
        ChangedItem(change.item),
        consent_on=change.consent_on,
        applied_on=change.applied_on,
        approved_on=change.approved_on,
        audited_on=change.audited_on,
        today=terms.today,
        days=terms.change_days,
    )
    found: list[Badge] = [say.CHANGE_STATES[clock.state]]
    if clock.last_day and change.applied_on is None:
        found.append((_("Last day: %(day)s", day=local_date(clock.last_day)), "neutral"))
    if clock.needs_audit:
        found.append((_("Audit report is missing"), "warning"))
    return found
