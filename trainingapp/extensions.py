"""The database and the Flask extensions, bound to an application in `app.py`. Knows nothing of ours."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import IPv6Address, IPv6Network
from typing import Any
from weakref import WeakKeyDictionary

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy, session
from flask_wtf import CSRFProtect
from sqlalchemy import (
    BigInteger,
    Connection,
    Dialect,
    Engine,
    Integer,
    MetaData,
    TypeDecorator,
    UpdateBase,
    event,
)
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Every table; constraint names by convention so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# What a clock of ours never writes is read as the end of all days, so that a forged row can be looked at.
EARLIEST, LATEST = -62_135_596_800_000, 253_402_300_799_999  # the years 1 and 9999


class Instant(TypeDecorator[datetime]):
    """A moment, kept as milliseconds since 1970 UTC.

    One representation on every database lets the raw statements of the exam room compare moments without dialects.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return milliseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_milliseconds(min(max(value, EARLIEST), LATEST))


class Points(TypeDecorator[Decimal]):
    """Points and scores, exact to hundredths, kept as an integer number of hundredths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != int(hundredths):
            raise ValueError(f"{value} is finer than a hundredth of a point")
        return int(hundredths)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds from 1970 UTC to the moment, exactly (no floating point)."""
    elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return elapsed.days * 86_400_000 + elapsed.seconds * 1000 + elapsed.microseconds // 1000


def from_milliseconds(value: int) -> datetime:
    """The moment that lies so many milliseconds after 1970 UTC."""
    return datetime.fromtimestamp(value // 1000, UTC).replace(microsecond=value % 1000 * 1000)


class WroteWhileReading(Exception):  # noqa: N818 - the fact is the name
    """A view that only reads was about to write."""


reading_alone: ContextVar[bool] = ContextVar("reading_alone", default=False)


_autocommitting: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


class Session(session.Session):
    """The session of a request. While `reading_alone`, every statement on PostgreSQL is a transaction of its own: two
    round trips less for a page, and nothing may be written (raw text is not looked into)."""

    def get_bind(self, *arguments: Any, **options: Any) -> Engine | Connection:
        """The engine, without transactions while the view reads alone."""
        bind = super().get_bind(*arguments, **options)
        if not reading_alone.get():
            return bind
        if isinstance(options.get("clause"), UpdateBase):
            raise WroteWhileReading
        if not isinstance(bind, Engine) or bind.dialect.name != "postgresql":
            return bind
        if bind not in _autocommitting:
            _autocommitting[bind] = bind.execution_options(isolation_level="AUTOCOMMIT")
        return _autocommitting[bind]


@event.listens_for(Session, "before_flush")
def _refuse(_session: Any, _context: Any, _instances: Any) -> None:
    if reading_alone.get():
        raise WroteWhileReading


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": Session})
babel = Babel()
csrf = CSRFProtect()


def read_network() -> str:
    """Whose limits a request uses up: an IPv4 address; of IPv6 the /64, all of which one reader has to choose from."""
    address = get_remote_address()
    try:
        found = IPv6Address(address)
    except ValueError:  # IPv4, or what a proxy wrote
        return address
    if found.ipv4_mapped or found.scope_id:
        return str(found.ipv4_mapped or address)
    return str(IPv6Network((found, 64), strict=False))


limiter = Limiter(read_network)
login_manager = LoginManager()
migrate = Migrate()
