"""The pages of classes by who reads them. Importing mounts them."""

from trainingapp.classes.routes import agencies as agencies
from trainingapp.classes.routes import announcements as announcements
from trainingapp.classes.routes import attendance as attendance
from trainingapp.classes.routes import calendars as calendars
from trainingapp.classes.routes import codes as codes
from trainingapp.classes.routes import deadlines as deadlines
from trainingapp.classes.routes import joining as joining
from trainingapp.classes.routes import learning as learning
from trainingapp.classes.routes import messages as messages
from trainingapp.classes.routes import mocks as mocks
from trainingapp.classes.routes import online as online
from trainingapp.classes.routes import people as people
from trainingapp.classes.routes import progress as progress
from trainingapp.classes.routes import running as running
from trainingapp.classes.routes import timetable as timetable
from trainingapp.classes.routes.mount import bp as bp
