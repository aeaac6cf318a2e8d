"""The pages of credentials by who reads them. Importing mounts them."""

from trainingapp.credentials.routes import (
    career as career,
    carrying as carrying,
    certificates as certificates,
    checking as checking,
    decisions as decisions,
    eligibility as eligibility,
    employers as employers,
    employment as employment,
    holding as holding,
    hours as hours,
    keeping as keeping,
    links as links,
    map_sheets as map_sheets,
    maps as maps,
    publishing as publishing,
    register as register,
    registration as registration,
    rulesets as rulesets,
    shared as shared,
    sharing as sharing,
    showing as showing,
    staff as staff,
    watching as watching,
)
from trainingapp.credentials.routes.mount import bp as bp
