"""What an effect is: something done in the same transaction as a passage, because of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from trainingapp.incubator.models import Case, StageRecord

Effect: TypeAlias = Callable[[Case, StageRecord, datetime], None]
