"""The pages of exams by noun: sittings and attempts for candidates, office for exam officers.
Importing mounts them.
"""

from trainingapp.exams.routes import attempts as attempts
from trainingapp.exams.routes import invigilation as invigilation
from trainingapp.exams.routes import office as office
from trainingapp.exams.routes import own_forms as own_forms
from trainingapp.exams.routes import receipts as receipts
from trainingapp.exams.routes import review as review
from trainingapp.exams.routes import sittings as sittings
from trainingapp.exams.routes.mount import bp as bp
