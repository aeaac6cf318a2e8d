"""The pages of classes by who reads them. Importing mounts them."""

from trainingapp.classes.routes.mount import bp as bp
