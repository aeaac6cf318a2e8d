"""The pages of the item bank by noun. The key is on most of them: candidates never see these.
Importing a module mounts its views.
"""

from trainingapp.itembank.routes import browsing as browsing
from trainingapp.itembank.routes.mount import bp as bp
