"""The pages of the incubator by who reads them. Importing mounts them."""

from trainingapp.incubator.routes import (
    case_people as case_people,
    cases as cases,
    passing as passing,
    suspensions as suspensions,
    workflows as workflows,
)
from trainingapp.incubator.routes.mount import bp as bp
