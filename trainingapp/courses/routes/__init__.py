"""The pages of courses by who reads them: everybody, learners, authors, reviewers. Importing mounts them."""

from trainingapp.courses.routes import assignments as assignments
from trainingapp.courses.routes import authoring as authoring
from trainingapp.courses.routes import catalogue as catalogue
from trainingapp.courses.routes import checks as checks
from trainingapp.courses.routes import copying as copying
from trainingapp.courses.routes import crediting as crediting
from trainingapp.courses.routes import desk as desk
from trainingapp.courses.routes import documents as documents
from trainingapp.courses.routes import exercises as exercises
from trainingapp.courses.routes import instructors as instructors
from trainingapp.courses.routes import learning as learning
from trainingapp.courses.routes import lessons as lessons
from trainingapp.courses.routes import marking as marking
from trainingapp.courses.routes import media as media
from trainingapp.courses.routes import moderation as moderation
from trainingapp.courses.routes import offers as offers
from trainingapp.courses.routes import pictures as pictures
from trainingapp.courses.routes import progress as progress
from trainingapp.courses.routes import ratings as ratings
from trainingapp.courses.routes import renditions as renditions
from trainingapp.courses.routes import reviewing as reviewing
from trainingapp.courses.routes import teams as teams
from trainingapp.courses.routes import topics as topics
from trainingapp.courses.routes import versions as versions
from trainingapp.courses.routes import watching as watching
from trainingapp.courses.routes.mount import bp as bp
