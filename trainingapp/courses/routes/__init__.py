"""The pages of courses by who reads them: everybody, learners, authors, reviewers. Importing mounts them."""

from trainingapp.courses.routes import authoring as authoring
from trainingapp.courses.routes import catalogue as catalogue
from trainingapp.courses.routes import exercises as exercises
from trainingapp.courses.routes import learning as learning
from trainingapp.courses.routes import lessons as lessons
from trainingapp.courses.routes import media as media
from trainingapp.courses.routes import progress as progress
from trainingapp.courses.routes import reviewing as reviewing
from trainingapp.courses.routes import versions as versions
from trainingapp.courses.routes import watching as watching
from trainingapp.courses.routes.mount import bp as bp
