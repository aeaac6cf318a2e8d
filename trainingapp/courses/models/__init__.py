"""The tables of courses, by what they are about."""

from trainingapp.courses.models.assignments import Marking as Marking
from trainingapp.courses.models.assignments import Submission as Submission
from trainingapp.courses.models.assignments import SubmissionFile as SubmissionFile
from trainingapp.courses.models.contents import Course as Course
from trainingapp.courses.models.contents import CourseVersion as CourseVersion
from trainingapp.courses.models.contents import Lesson as Lesson
from trainingapp.courses.models.contents import LessonFile as LessonFile
from trainingapp.courses.models.contents import LessonPoint as LessonPoint
from trainingapp.courses.models.contents import Section as Section
from trainingapp.courses.models.contents import VersionComment as VersionComment
from trainingapp.courses.models.learning import Enrolment as Enrolment
from trainingapp.courses.models.learning import ExerciseResponse as ExerciseResponse
from trainingapp.courses.models.learning import LessonNote as LessonNote
from trainingapp.courses.models.learning import LessonProgress as LessonProgress
from trainingapp.courses.models.ratings import InstructorPage as InstructorPage
from trainingapp.courses.models.ratings import Rating as Rating
from trainingapp.courses.models.ratings import TextState as TextState
from trainingapp.courses.models.recordings import PresenceCheck as PresenceCheck
from trainingapp.courses.models.recordings import Recording as Recording
from trainingapp.courses.models.recordings import Rendition as Rendition
from trainingapp.courses.models.recordings import RenditionState as RenditionState
from trainingapp.courses.models.teams import CourseHandover as CourseHandover
from trainingapp.courses.models.teams import CourseTeacher as CourseTeacher
from trainingapp.courses.models.topics import Reply as Reply
from trainingapp.courses.models.topics import Topic as Topic
from trainingapp.courses.models.topics import TopicReport as TopicReport
