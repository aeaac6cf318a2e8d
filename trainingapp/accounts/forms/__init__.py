"""What the account pages take in. Every form lists its fields; nothing else of a request is ever read."""

from trainingapp.accounts.forms import administration as administration, entry as entry, own as own
