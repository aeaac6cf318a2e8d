"""The sheet with which a registrar brings graduates: its columns, the template, reading it, what was found in it."""
