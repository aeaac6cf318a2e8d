"""The pages of exams by noun: sittings and attempts for candidates, office for exam officers.
Importing mounts them.
"""

from trainingapp.exams.routes import (
    attempts as attempts,
    invigilation as invigilation,
    item_times as item_times,
    office as office,
    own_forms as own_forms,
    receipts as receipts,
    review as review,
    sittings as sittings,
)
from trainingapp.exams.routes.mount import bp as bp
