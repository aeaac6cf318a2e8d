"""Telling people: notices on the site and mail.

A *notice* has a kind and arguments; its sentence is made in the reader's language when it is read.
A *mail* is a row in the transaction that causes it; a job delivers it, by SMTP or, in the embedded
default, into a folder.
"""
