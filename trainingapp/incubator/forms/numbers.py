"""Numbers as people type them: whatever a decimal may be but a number within reach is said to be none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext

FIGURES = 20  # before or after the point; more is a slip, and more than sums can carry


class DecimalField(wtforms.DecimalField):  # type: ignore[misc] # the base has no types
    """A decimal number; neither NaN nor without bounds, nor with an exponent that no sum can carry."""

    data: Any  # a Decimal, or None where nothing or no number was typed

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed. :raises ValueError: it is no such number."""
        super().process_formdata(list(valuelist))
        value = self.data if valuelist else None
        if value is not None and not (value.is_finite() and abs(value.adjusted()) <= FIGURES):
            self.data = None
            raise ValueError(gettext("Not a valid decimal value."))
