"""The commands of `trainingapp`. Each is loaded when it is called, so that none waits for the others."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "audit": "trainingapp.audit.commands:audit",
    "backup": "trainingapp.server.backup:backup",
    "bank": "trainingapp.itembank.commands:bank",
    "check-settings": "trainingapp.server.serve:check_settings",
    "db": "flask_migrate.cli:db",
    "demo": "trainingapp.server.demo:demo",
    "demo-codes": "trainingapp.server.demo_codes:demo_codes",
    "education": "trainingapp.education.commands:education",
    "incubation": "trainingapp.incubator.commands:incubation",
    "prepare-demo": "trainingapp.server.prepare:prepare_demo",
    "registration": "trainingapp.credentials.commands:registration",
    "serve": "trainingapp.server.serve:serve",
    "user": "trainingapp.server.people:user",
    "worker": "trainingapp.server.work:worker",
}


# These wait for nothing: they start other processes, or read settings alone.
WITHOUT_APPLICATION = frozenset({"check-settings", "demo", "demo-codes"})


class LoadedWhenCalled(click.Group):
    """A group that imports a command's module only to run it or to list its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Every command's name, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,
        cmd_name: str,
    ) -> click.Command | None:
        """The command of this name, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in WITHOUT_APPLICATION and ctx.obj is None:
            make = import_module("flask.cli").ScriptInfo
            ctx.obj = make(app_import_path="trainingapp.app:create_app")
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LoadedWhenCalled)
@click.version_option(package_name="trainingapp")
def main() -> None:
    """Run and look after the training platform."""


if __name__ == "__main__":
    main()
