"""The tables of the incubator, by what they are about."""

from trainingapp.incubator.models.agencies import Agency as Agency
from trainingapp.incubator.models.applications import (
    AgencyTrait as AgencyTrait,
    Application as Application,
    ApplicationForm as ApplicationForm,
    ApplicationPaper as ApplicationPaper,
    ApplicationPart as ApplicationPart,
    ApplicationRevision as ApplicationRevision,
    CaseLetter as CaseLetter,
    DuplicateCleared as DuplicateCleared,
    PaperAsked as PaperAsked,
    Screening as Screening,
)
from trainingapp.incubator.models.cases import (
    Case as Case,
    CaseSeat as CaseSeat,
    Proposal as Proposal,
    StageRecord as StageRecord,
    WorkflowVersion as WorkflowVersion,
)
from trainingapp.incubator.models.documents import (
    Document as Document,
    DocumentAccess as DocumentAccess,
    DocumentVersion as DocumentVersion,
)
from trainingapp.incubator.models.places import IncubationBase as IncubationBase, Intake as Intake
from trainingapp.incubator.models.plans import PlanItem as PlanItem, Task as Task
from trainingapp.incubator.models.rules_of_places import PlaceRule as PlaceRule
from trainingapp.incubator.models.staffing import (
    AgencyConsent as AgencyConsent,
    EmploymentTerms as EmploymentTerms,
    RegistrationPlace as RegistrationPlace,
    StaffPost as StaffPost,
    StaffRequest as StaffRequest,
    Supervision as Supervision,
    SupervisionTalk as SupervisionTalk,
    TeamDay as TeamDay,
)
