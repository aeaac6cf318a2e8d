"""The tables of courses, by what they are about."""

from trainingapp.courses.models.assignments import (
    Marking as Marking,
    Submission as Submission,
    SubmissionFile as SubmissionFile,
)
from trainingapp.courses.models.checks import CheckAnswer as CheckAnswer, CheckTry as CheckTry
from trainingapp.courses.models.contents import (
    Course as Course,
    CourseVersion as CourseVersion,
    Lesson as Lesson,
    LessonFile as LessonFile,
    LessonPoint as LessonPoint,
    Section as Section,
    VersionComment as VersionComment,
)
from trainingapp.courses.models.documents import (
    Document as Document,
    DocumentPage as DocumentPage,
    LessonImage as LessonImage,
    MakingState as MakingState,
)
from trainingapp.courses.models.learning import (
    Enrolment as Enrolment,
    ExerciseResponse as ExerciseResponse,
    LessonNote as LessonNote,
    LessonProgress as LessonProgress,
)
from trainingapp.courses.models.packages import (
    Package as Package,
    PackageFile as PackageFile,
    PackageRegistration as PackageRegistration,
    PackageState as PackageState,
)
from trainingapp.courses.models.ratings import (
    InstructorPage as InstructorPage,
    Rating as Rating,
    TextState as TextState,
)
from trainingapp.courses.models.recordings import (
    PresenceCheck as PresenceCheck,
    Recording as Recording,
    Rendition as Rendition,
    RenditionState as RenditionState,
)
from trainingapp.courses.models.teams import (
    CourseHandover as CourseHandover,
    CourseMaker as CourseMaker,
    CourseTeacher as CourseTeacher,
)
from trainingapp.courses.models.topics import (
    Reply as Reply,
    Topic as Topic,
    TopicReport as TopicReport,
)
