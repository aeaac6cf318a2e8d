"""Credentials on paper and as pictures: typst templates, the fonts they may use, and the signature over a PDF."""
