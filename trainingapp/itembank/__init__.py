"""The item bank: syllabi, laws, items and their revisions, test specifications and test forms.

`question_bank/` holds all of it as files. `bank check` reads them (`reading`, `shapes`, `bank`, then `checks/`);
`bank load` brings the database up to them (`loading`, `item_loading`, `actions`). An item is an identity; what it says
is an item revision, and a revision that stands on a test form never changes. Exams read forms through `queries` and
publish them through `actions`; editors' pages read through `browsing`.

In the site an item is the same shape as in the files (`storing`: `find_shape`, `store_item`, `check_shape`). Editors
write through `writing`; second readers answer blind and judge through `reviewing`, and see no key before.
"""
