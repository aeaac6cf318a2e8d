"""Writes of accounts, by noun: entry (signing in), people, secrets, administration, privacy."""

from trainingapp.accounts.actions.administration import (
    create_organisation,
    grant_role,
    revoke_role,
    unlock_user,
    update_organisation,
)
from trainingapp.accounts.actions.entry import (
    Entry,
    admit,
    admit_with_code,
    end_sign_in,
    end_sign_ins,
    open_sign_in,
    touch_sign_in,
)
from trainingapp.accounts.actions.people import (
    accept_notice,
    change_contact,
    create_user,
    give_consent,
    set_display,
    set_id_number,
    sign_up,
    update_profile,
    withdraw_consent,
)
from trainingapp.accounts.actions.privacy import (
    anonymise_due,
    cancel_deletion,
    request_deletion,
    reveal_field,
)
from trainingapp.accounts.actions.secrets import (
    change_password,
    confirm_second_factor,
    drop_second_factor,
    finish_reset,
    renew_recovery_codes,
    set_temporary_password,
    start_reset,
)

__all__ = [
    "Entry",
    "accept_notice",
    "admit",
    "admit_with_code",
    "anonymise_due",
    "cancel_deletion",
    "change_contact",
    "change_password",
    "confirm_second_factor",
    "create_organisation",
    "create_user",
    "drop_second_factor",
    "end_sign_in",
    "end_sign_ins",
    "finish_reset",
    "give_consent",
    "grant_role",
    "open_sign_in",
    "renew_recovery_codes",
    "request_deletion",
    "reveal_field",
    "revoke_role",
    "set_display",
    "set_id_number",
    "set_temporary_password",
    "sign_up",
    "start_reset",
    "touch_sign_in",
    "unlock_user",
    "update_organisation",
    "update_profile",
    "withdraw_consent",
]
