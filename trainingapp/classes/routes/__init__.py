"""The pages of classes by who reads them. Importing mounts them."""

from trainingapp.classes.routes import agencies as agencies
from trainingapp.classes.routes import announcements as announcements
from trainingapp.classes.routes import calendars as calendars
from trainingapp.classes.routes import joining as joining
from trainingapp.classes.routes import learning as learning
from trainingapp.classes.routes import lists as lists
from trainingapp.classes.routes import people as people
from trainingapp.classes.routes import running as running
from trainingapp.classes.routes import teaching_pages as teaching_pages
from trainingapp.classes.routes import team as team
from trainingapp.classes.routes import timetable as timetable
from trainingapp.classes.routes.mount import bp as bp
