"""The pages of continuing education. Importing mounts them."""

from trainingapp.education.routes import ledgers as ledgers
from trainingapp.education.routes import providers as providers
from trainingapp.education.routes import record as record
from trainingapp.education.routes import rules as rules
from trainingapp.education.routes.mount import bp as bp
