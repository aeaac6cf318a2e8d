"""What the rules of accounts refuse."""

from __future__ import annotations

from typing import ClassVar

from trainingapp.rules.errors import RuleViolation


class LoginTaken(RuleViolation):
    """Another account has this e-mail address or mobile number."""

    message: ClassVar[str] = (
        "There is an account with this e-mail address or mobile number already. Sign in, or reset the password."
    )


class IdNumberTaken(RuleViolation):
    """Another account has this ID number."""

    message: ClassVar[str] = (
        "Another account holds this ID number. Please write to the administrator, who can clear it up."
    )


class OrganisationTaken(RuleViolation):
    """There is such an organisation already."""

    message: ClassVar[str] = (
        "There is an organisation of this kind with this name or credit code already."
    )


class RoleNotGrantable(RuleViolation):
    """Everybody is a candidate, and roles other than administrator and auditor want an organisation or the site."""

    message: ClassVar[str] = "Everybody is a candidate already; this role need not be given."


class RoleIsForTheSite(RuleViolation):
    """Whoever administers or audits does so for the whole site: there are no such acts within an organisation."""

    message: ClassVar[str] = (
        "Administrators and auditors work for the whole site, not for one organisation."
    )


class RolesMustStayApart(RuleViolation):
    """Whoever administers the site must not also be the one who audits it (GB/T 22239-2019, three separate roles)."""

    message: ClassVar[str] = "Administrator and auditor must be two different people."


class LastAdministrator(RuleViolation):
    """Without this one nobody could administer the site any more."""

    message: ClassVar[str] = (
        "This is the last administrator. Make somebody else administrator first."
    )


class SecondFactorNeeded(RuleViolation):
    """Staff may not switch their second factor off."""

    message: ClassVar[str] = (
        "Your role needs the second step. You can set it up anew on another phone."
    )


class DeletionPending(RuleViolation):
    """The account is on its way out."""

    message: ClassVar[str] = "The deletion of this account has been asked for already."
