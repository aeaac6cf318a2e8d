"""Classes before the exam: a cohort learns a course together, with a timetable, teachers, announcements and attendance.

A cohort belongs to a course and an exam year. Its members are enrolled in the course like everybody else; what the
class adds is the calendar, the people and what the teachers see of them.
"""
