"""Who acts in the demonstration's incubator, and the further people it needs: leaders and staff of agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from flask import current_app

from trainingapp.accounts import actions
from trainingapp.accounts.models import Organisation, User
from trainingapp.accounts.passwords import hash_password
from trainingapp.config import Settings
from trainingapp.incubator.models import IncubationBase, Intake
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_people import PASSWORD

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = ("晓雯", "志远", "丽华", "建平", "若溪", "文博", "秀兰", "子涵", "国栋", "雨桐", "海燕")
DOMAIN = "demo.example"
LONG_AGO = timedelta(days=1500)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people with accounts that are printed, and where they work."""

    officer: User
    head: User
    finance: User
    authority: User
    experts: tuple[User, User, User]
    manager: User
    administrator: User
    base: Organisation
    office: Organisation  # of the authority
    agency: Organisation


class Scene:
    """A base with its calls, the cast, and the moment to which all days are relative."""

    def __init__(
        self, cast: Cast, base: IncubationBase, calls: tuple[Intake, ...], *, now: datetime
    ) -> None:
        self.cast, self.base, self.calls, self.now = cast, base, calls, now
        self.settings: Settings = current_app.config["SETTINGS"]

    def ago(self, days: int) -> datetime:
        """The moment so many days ago; a negative number is ahead."""
        return self.now - timedelta(days=days)

    @cached_property
    def password(self) -> str:
        """One hash for everybody beyond the cast: making one for each would take seconds."""
        return hash_password(PASSWORD)

    def person(self, number: int, *, kind: str, title: str = "") -> User:
        """A made-up person with an account; `number` decides their name."""
        family, given = FAMILY[number % len(FAMILY)], GIVEN[number * 7 % len(GIVEN)]
        user = actions.create_user(
            f"{family}{given}{title}",
            password_hash=self.password,
            email=f"{kind}{number:03}@{DOMAIN}",
            now=self.now - LONG_AGO,
        )
        actions.accept_notice(user, purposes=[], now=self.now - LONG_AGO)
        return user

    def lead(self, user: User, organisation: Organisation) -> None:
        """Somebody manages an agency."""
        actions.grant_role(
            user, Role.AGENCY_MANAGER, organisation_id=organisation.id, now=self.now - LONG_AGO
        )
