"""What leaves the incubator: its tables together, of feeds, notices and mails, and yearly reports."""

from trainingapp.incubator.models.calendars import CaseFeed
from trainingapp.incubator.models.telling import DueNotice, WeeklyMail
from trainingapp.incubator.models.yearly import YearlySnapshot

__all__ = ["CaseFeed", "DueNotice", "WeeklyMail", "YearlySnapshot"]
