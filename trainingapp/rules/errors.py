"""RuleViolation: a rule of the profession refused an act. Each kind is a class named after the fact."""

from __future__ import annotations

from typing import ClassVar


class RuleViolation(Exception):  # noqa: N818 - the fact is the name
    """A refused act. `message` is a message id; `parameters` fill its %(name)s places after translation."""

    message: ClassVar[str] = "This is not possible now."

    def __init__(self, **parameters: object) -> None:
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)
