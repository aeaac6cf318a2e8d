"""The tables of credentials, by what they are about."""

from trainingapp.credentials.models.batches import (
    BatchState as BatchState,
    DegreeBatch as DegreeBatch,
    DegreeBatchRow as DegreeBatchRow,
    OfferState as OfferState,
)
from trainingapp.credentials.models.certificates import (
    ExamPass as ExamPass,
    NationalCertificate as NationalCertificate,
)
from trainingapp.credentials.models.degrees import (
    DegreeRecord as DegreeRecord,
    RecordStatus as RecordStatus,
    WorkPeriod as WorkPeriod,
)
from trainingapp.credentials.models.eligibility import (
    Decision as Decision,
    DecisionEvidence as DecisionEvidence,
    Ruleset as Ruleset,
)
from trainingapp.credentials.models.employment import (
    Employment as Employment,
    EmploymentEvent as EmploymentEvent,
)
from trainingapp.credentials.models.evidence import (
    CaseState as CaseState,
    DeskCase as DeskCase,
    Evidence as Evidence,
    EvidenceKind as EvidenceKind,
    Verification as Verification,
)
from trainingapp.credentials.models.issuing import (
    BasisKind as BasisKind,
    CredentialBasis as CredentialBasis,
    IssueRow as IssueRow,
    IssueRun as IssueRun,
    RowState as RowState,
    RunSource as RunSource,
    VerifiedName as VerifiedName,
)
from trainingapp.credentials.models.links import (
    LinkPolicy as LinkPolicy,
    MapEntry as MapEntry,
    ProgrammeMap as ProgrammeMap,
)
from trainingapp.credentials.models.recognition import (
    ProgrammeRecognition as ProgrammeRecognition,
)
from trainingapp.credentials.models.registration import (
    CeAllocation as CeAllocation,
    RegistrationCycle as RegistrationCycle,
    RegistrationReminder as RegistrationReminder,
    RegistrationStep as RegistrationStep,
)
from trainingapp.credentials.models.sharing import (
    RegisterEntry as RegisterEntry,
    Share as Share,
    ShareCredential as ShareCredential,
    ShareView as ShareView,
    Watch as Watch,
    WatchAlert as WatchAlert,
    WatchedCredential as WatchedCredential,
)
from trainingapp.credentials.models.verifiable import (
    Credential as Credential,
    CredentialEvent as CredentialEvent,
    IssuerKey as IssuerKey,
    StatusList as StatusList,
)
