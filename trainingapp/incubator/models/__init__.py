"""The tables of the incubator, by what they are about."""

from trainingapp.incubator.models.accounting import (
    Contract as Contract,
    Deliverable as Deliverable,
    FinancePeriod as FinancePeriod,
    IndicatorAssignment as IndicatorAssignment,
    IndicatorPeriod as IndicatorPeriod,
    IndicatorValue as IndicatorValue,
    Instalment as Instalment,
    Payment as Payment,
    ProjectArea as ProjectArea,
    ProjectEvaluation as ProjectEvaluation,
    Report as Report,
    ReportEvidence as ReportEvidence,
    ReportSchedule as ReportSchedule,
    ReportVersion as ReportVersion,
    ServiceProject as ServiceProject,
    SmallGrant as SmallGrant,
    TrustEntry as TrustEntry,
)
from trainingapp.incubator.models.agencies import Agency as Agency
from trainingapp.incubator.models.authorities import AuthorityDetail as AuthorityDetail
from trainingapp.incubator.models.cases import (
    Case as Case,
    CaseSeat as CaseSeat,
    Proposal as Proposal,
    StageRecord as StageRecord,
    WorkflowVersion as WorkflowVersion,
)
from trainingapp.incubator.models.choosing import (
    AgencyTrait as AgencyTrait,
    Appeal as Appeal,
    Application as Application,
    ApplicationForm as ApplicationForm,
    ApplicationPaper as ApplicationPaper,
    ApplicationPart as ApplicationPart,
    ApplicationRevision as ApplicationRevision,
    CaseLetter as CaseLetter,
    Decider as Decider,
    Determination as Determination,
    DuplicateCleared as DuplicateCleared,
    Interview as Interview,
    Moderation as Moderation,
    Objection as Objection,
    PaperAsked as PaperAsked,
    PublicNotice as PublicNotice,
    RankingRecord as RankingRecord,
    Review as Review,
    ReviewScheme as ReviewScheme,
    RubricVersion as RubricVersion,
    Screening as Screening,
    WaitPlace as WaitPlace,
)
from trainingapp.incubator.models.communities import Community as Community
from trainingapp.incubator.models.compliance import (
    BasisReading as BasisReading,
    ComplianceLook as ComplianceLook,
    ComplianceResult as ComplianceResult,
    Waiver as Waiver,
)
from trainingapp.incubator.models.documents import (
    DocumentAccess as DocumentAccess,
    DocumentVersion as DocumentVersion,
    IncubatorDocument as IncubatorDocument,
)
from trainingapp.incubator.models.giving_out import (
    CaseFeed as CaseFeed,
    DueNotice as DueNotice,
    WeeklyMail as WeeklyMail,
    YearlySnapshot as YearlySnapshot,
)
from trainingapp.incubator.models.places import IncubationBase as IncubationBase, Intake as Intake
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
from trainingapp.incubator.models.stays import (
    AgreedAction as AgreedAction,
    Agreement as Agreement,
    Assessment as Assessment,
    DeskAssignment as DeskAssignment,
    Dismissal as Dismissal,
    EarlyConsent as EarlyConsent,
    Encounter as Encounter,
    Equipment as Equipment,
    EquipmentLoan as EquipmentLoan,
    Evaluation as Evaluation,
    Extension as Extension,
    FollowUp as FollowUp,
    FollowUpContact as FollowUpContact,
    Handover as Handover,
    HandoverItem as HandoverItem,
    Incident as Incident,
    LeaveNotice as LeaveNotice,
    PlanItem as PlanItem,
    Pledge as Pledge,
    Rectification as Rectification,
    RectificationItem as RectificationItem,
    RiskFlag as RiskFlag,
    Suspension as Suspension,
    Task as Task,
)
