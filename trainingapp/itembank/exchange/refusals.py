"""Why an import is not carried out or taken back."""

from __future__ import annotations

from trainingapp.rules.errors import RuleViolation


class ImportHasErrors(RuleViolation):
    message = "The file has errors. Correct them and bring it again; nothing was written."


class ImportSettled(RuleViolation):
    message = "This import has been settled already."


class NothingToImport(RuleViolation):
    message = "The file changes nothing in the bank."


class ImportOutdated(RuleViolation):
    message = "The bank has changed since the file was checked. Bring the file again; nothing was written."
