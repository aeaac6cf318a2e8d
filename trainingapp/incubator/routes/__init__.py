"""The pages of the incubator by who reads them. Importing mounts them."""

from trainingapp.incubator.routes import (
    agencies as agencies,
    application_papers as application_papers,
    application_parts as application_parts,
    application_settings as application_settings,
    application_submission as application_submission,
    applications as applications,
    calls as calls,
    case_people as case_people,
    cases as cases,
    documents as documents,
    own_agency as own_agency,
    passing as passing,
    registers as registers,
    revisions as revisions,
    screening as screening,
    suspensions as suspensions,
    team_members as team_members,
    team_requests as team_requests,
    teams as teams,
    workflows as workflows,
)
from trainingapp.incubator.routes.mount import bp as bp
