"""The pages of the item bank by noun. The key is on most of them: candidates never see these.
Importing a module mounts its views.
"""

from trainingapp.itembank.routes import browsing as browsing
from trainingapp.itembank.routes import bulk as bulk
from trainingapp.itembank.routes import coverage as coverage
from trainingapp.itembank.routes import editions as editions
from trainingapp.itembank.routes import exchange as exchange
from trainingapp.itembank.routes import exports as exports
from trainingapp.itembank.routes import flaws as flaws
from trainingapp.itembank.routes import history as history
from trainingapp.itembank.routes import item_pages as item_pages
from trainingapp.itembank.routes import items as items
from trainingapp.itembank.routes import laws as laws
from trainingapp.itembank.routes import reviews as reviews
from trainingapp.itembank.routes import writing as writing
from trainingapp.itembank.routes.mount import bp as bp
