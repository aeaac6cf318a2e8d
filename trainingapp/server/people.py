"""`trainingapp user create`: the first administrator, and anybody who cannot wait for one."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from trainingapp.accounts import actions
from trainingapp.accounts.passwords import hash_password, make_temporary_password
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing

NAME_LENGTH = 60
ROLES = [role.value for role in Role if role is not Role.CANDIDATE]


@click.group()
def user() -> None:
    """People's accounts."""


@user.command()
@click.option("--name", required=True, help="How the person is called on the site.")
@click.option("--email", help="E-mail address to sign in with.")
@click.option("--mobile", help="Mobile number to sign in with.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be repeated.")
@with_appcontext
def create(*, name: str, email: str | None, mobile: str | None, roles: tuple[str, ...]) -> None:
    """Make an account with a temporary password, which is shown once and changed at sign-in."""
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise click.ClickException(f"A name has 1 to {NAME_LENGTH} characters.")
    password = make_temporary_password()
    moment = now()
    try:
        with committing():
            person = actions.create_user(
                name.strip(),
                password_hash=hash_password(password),
                email=email,
                mobile=mobile,
                must_change_password=True,
                now=moment,
            )
            for role in roles:
                actions.grant_role(person, Role(role), now=moment)
    except (RuleViolation, ValueError) as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"Sign in as {email or mobile} with the temporary password {password}")
    if roles:
        click.echo("Staff set up a second factor at the first sign-in.")
