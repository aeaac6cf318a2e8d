"""The pages of the incubator by who reads them. Importing mounts them."""

from trainingapp.incubator.routes import cases as cases
from trainingapp.incubator.routes.mount import bp as bp
