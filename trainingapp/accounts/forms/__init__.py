"""What the account pages take in. Every form lists its fields; nothing else of a request is ever read."""

from trainingapp.accounts.forms import administration as administration
from trainingapp.accounts.forms import entry as entry
from trainingapp.accounts.forms import own as own
