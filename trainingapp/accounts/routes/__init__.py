"""The account pages by noun: entry, presence, own, privacy, administration, organisations. Importing mounts them."""

from trainingapp.accounts.routes import administration as administration
from trainingapp.accounts.routes import entry as entry
from trainingapp.accounts.routes import organisations as organisations
from trainingapp.accounts.routes import own as own
from trainingapp.accounts.routes import presence as presence
from trainingapp.accounts.routes import privacy as privacy
from trainingapp.accounts.routes.blueprint import bp as bp
