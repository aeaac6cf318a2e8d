"""The private address under which somebody's calendar reads what falls due in incubation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.extensions import Base, Instant


class CaseFeed(Base):
    """Somebody's secret for feeds. What each feed shows is asked of `reach` whenever it is read."""

    __tablename__ = "incubation_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret_encrypted: Mapped[str] = mapped_column(String(200))
    secret_index: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
