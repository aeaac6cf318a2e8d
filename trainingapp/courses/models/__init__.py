"""The tables of courses, by what they are about."""

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
from trainingapp.courses.models.recordings import PresenceCheck as PresenceCheck
from trainingapp.courses.models.recordings import Recording as Recording
from trainingapp.courses.models.recordings import Rendition as Rendition
from trainingapp.courses.models.recordings import RenditionState as RenditionState
