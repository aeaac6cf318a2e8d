"""The tables of credentials, by what they are about."""
