"""The hot routes of an exam day: start, document, lease, events, pulse, submission.

They talk to the database in a few raw statements (`statements`), without session and ORM, because
in the first and
the last minute of a sitting everybody asks at once. `store` holds the two ways to a durable write.
"""
