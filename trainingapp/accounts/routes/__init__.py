"""The account pages by noun: entry, reset, own, privacy, administration … Importing a module mounts its views."""

from trainingapp.accounts.routes import (
    administration as administration,
    entry as entry,
    leaving as leaving,
    organisations as organisations,
    own as own,
    presence as presence,
    privacy as privacy,
    register as register,
    reset as reset,
    second_step as second_step,
)
from trainingapp.accounts.routes.blueprint import bp as bp
