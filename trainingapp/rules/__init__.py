"""The rules of the profession: pure Python, standard library only. No Flask, no database, no clock."""
