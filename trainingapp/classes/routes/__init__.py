"""The pages of classes by who reads them. Importing mounts them."""

from trainingapp.classes.routes import (
    agencies as agencies,
    announcements as announcements,
    calendars as calendars,
    joining as joining,
    learning as learning,
    lists as lists,
    people as people,
    running as running,
    teaching_pages as teaching_pages,
    team as team,
    timetable as timetable,
)
from trainingapp.classes.routes.mount import bp as bp
