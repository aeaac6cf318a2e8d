"""The chain from diploma to certificate to continuing education: each link explained and verifiable.

Degrees are claimed and verified, rules over them say who may sit which exam and when, certificates and registrations
are kept, and what this site issues or verified can be checked by anybody. It never issues the national certificate.
"""
