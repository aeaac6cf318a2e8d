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
from trainingapp.incubator.models.assessments import (
    Assessment as Assessment,
    Evaluation as Evaluation,
)
from trainingapp.incubator.models.authorities import AuthorityDetail as AuthorityDetail
from trainingapp.incubator.models.cases import (
    Case as Case,
    CaseSeat as CaseSeat,
    Proposal as Proposal,
    StageRecord as StageRecord,
    WorkflowVersion as WorkflowVersion,
)
from trainingapp.incubator.models.communities import Community as Community
from trainingapp.incubator.models.compliance import (
    BasisReading as BasisReading,
    ComplianceLook as ComplianceLook,
    ComplianceResult as ComplianceResult,
    Waiver as Waiver,
)
from trainingapp.incubator.models.contracts import (
    Contract as Contract,
    Deliverable as Deliverable,
    Instalment as Instalment,
)
from trainingapp.incubator.models.determinations import (
    Appeal as Appeal,
    Decider as Decider,
    Determination as Determination,
    Objection as Objection,
    PublicNotice as PublicNotice,
    WaitPlace as WaitPlace,
)
from trainingapp.incubator.models.documents import (
    DocumentAccess as DocumentAccess,
    DocumentVersion as DocumentVersion,
    IncubatorDocument as IncubatorDocument,
)
from trainingapp.incubator.models.encounters import (
    AgreedAction as AgreedAction,
    Encounter as Encounter,
    Incident as Incident,
    RiskFlag as RiskFlag,
)
from trainingapp.incubator.models.indicators import (
    IndicatorAssignment as IndicatorAssignment,
    IndicatorPeriod as IndicatorPeriod,
    IndicatorValue as IndicatorValue,
)
from trainingapp.incubator.models.leaving import (
    Dismissal as Dismissal,
    FollowUp as FollowUp,
    FollowUpContact as FollowUpContact,
    Handover as Handover,
    HandoverItem as HandoverItem,
    LeaveNotice as LeaveNotice,
    Rectification as Rectification,
    RectificationItem as RectificationItem,
)
from trainingapp.incubator.models.money import (
    FinancePeriod as FinancePeriod,
    Payment as Payment,
    SmallGrant as SmallGrant,
    TrustEntry as TrustEntry,
)
from trainingapp.incubator.models.places import IncubationBase as IncubationBase, Intake as Intake
from trainingapp.incubator.models.plans import PlanItem as PlanItem, Task as Task
from trainingapp.incubator.models.projects import (
    ProjectArea as ProjectArea,
    ProjectEvaluation as ProjectEvaluation,
    ServiceProject as ServiceProject,
)
from trainingapp.incubator.models.registry import (
    AgencyAuthority as AgencyAuthority,
    AgencyChange as AgencyChange,
    AgencyRegistration as AgencyRegistration,
    Charter as Charter,
    Founder as Founder,
    OrganMember as OrganMember,
    PartyUnit as PartyUnit,
    Premises as Premises,
    Site as Site,
)
from trainingapp.incubator.models.reports import (
    Report as Report,
    ReportEvidence as ReportEvidence,
    ReportSchedule as ReportSchedule,
    ReportVersion as ReportVersion,
)
from trainingapp.incubator.models.residence import (
    Agreement as Agreement,
    DeskAssignment as DeskAssignment,
    EarlyConsent as EarlyConsent,
    Equipment as Equipment,
    EquipmentLoan as EquipmentLoan,
    Extension as Extension,
    Pledge as Pledge,
)
from trainingapp.incubator.models.reviews import (
    Interview as Interview,
    Moderation as Moderation,
    RankingRecord as RankingRecord,
    Review as Review,
    ReviewScheme as ReviewScheme,
    RubricVersion as RubricVersion,
)
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
from trainingapp.incubator.models.standing import (
    AddressContact as AddressContact,
    AgencyStep as AgencyStep,
    AnnualFiling as AnnualFiling,
    CreditEvent as CreditEvent,
    Grade as Grade,
    Licence as Licence,
    Statement as Statement,
    TaxStatus as TaxStatus,
)
from trainingapp.incubator.models.suspensions import Suspension as Suspension
