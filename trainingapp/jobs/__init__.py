"""Work done later: a job is a row written in the same transaction as its cause, and a worker that
runs it.

A *job* names a registered function and carries its arguments (ids, not objects). A worker holds a
*lease* on the job it runs; when the worker dies the lease ends and another worker runs the job
again. A job that fails too often is *dead* and waits for an administrator. A *timetable* runs
functions at fixed intervals, once for all workers.
"""
