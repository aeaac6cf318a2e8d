"""People and what they may do: accounts, sign-ins, organisations, roles, consent, one's own data.

A *sign-in* is one browser in which somebody is signed in. A *grant* is a role held in an organisation or on the whole
site. A *notice* here is the privacy notice; a *purpose* is what it asks consent for.
"""
