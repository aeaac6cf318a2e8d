"""The pages of continuing education. Importing mounts them."""

from trainingapp.education.routes.mount import bp as bp
