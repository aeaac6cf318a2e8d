"""Who did what to what, and when: entries that are appended, chained by hashes and never changed.

An *entry* carries the hash of the entry before it. The *head* is the last hash. An *anchor* stands
where entries older than the retention time were removed, so that the rest can still be verified.
"""
