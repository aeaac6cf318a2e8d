"""Flask glue that every part uses and that knows no part: access, transactions, errors, languages, headers."""
