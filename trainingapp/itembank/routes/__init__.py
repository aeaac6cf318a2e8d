"""The pages of the item bank by noun. The key is on most of them: candidates never see these.
Importing a module mounts its views.
"""

from trainingapp.itembank.routes import (
    browsing as browsing,
    bulk as bulk,
    coverage as coverage,
    editions as editions,
    exchange as exchange,
    exports as exports,
    flaws as flaws,
    history as history,
    item_pages as item_pages,
    items as items,
    laws as laws,
    reviews as reviews,
    writing as writing,
)
from trainingapp.itembank.routes.mount import bp as bp
