"""The pages of credentials by who reads them. Importing mounts them."""

from trainingapp.credentials.routes.mount import bp as bp
