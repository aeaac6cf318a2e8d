"""What a guard is: a question to a case that is answered by everything still missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from trainingapp.incubator.models import Case
from trainingapp.rules.incubation.findings import Missing

Guard: TypeAlias = Callable[[Case, datetime], Sequence[Missing]]
