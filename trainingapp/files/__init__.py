"""What people upload: resumable uploads, content kept by its hash, bytes served by ranges.

An *upload* is one file on its way: it belongs to one person, serves one purpose and ends. *Content* is what arrived,
kept once for all who sent the same bytes. A part that takes uploads registers a purpose (`purposes`), claims a
finished upload for a row of its own (`actions.claim`), says which column refers to content (`references`) and serves
it after its own check of access (`serving.send_file`). Content that nothing refers to is removed after a day.
"""
