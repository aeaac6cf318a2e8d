"""The account pages by noun: entry, reset, own, privacy, administration … Importing a module mounts its views."""

from trainingapp.accounts.routes import administration as administration
from trainingapp.accounts.routes import entry as entry
from trainingapp.accounts.routes import leaving as leaving
from trainingapp.accounts.routes import organisations as organisations
from trainingapp.accounts.routes import own as own
from trainingapp.accounts.routes import presence as presence
from trainingapp.accounts.routes import privacy as privacy
from trainingapp.accounts.routes import register as register
from trainingapp.accounts.routes import reset as reset
from trainingapp.accounts.routes import second_step as second_step
from trainingapp.accounts.routes.blueprint import bp as bp
