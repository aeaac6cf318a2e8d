"""The pages of continuing education. Importing mounts them."""

from trainingapp.education.routes import (
    ledgers as ledgers,
    providers as providers,
    record as record,
    rules as rules,
)
from trainingapp.education.routes.mount import bp as bp
