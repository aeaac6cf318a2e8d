"""The platform, part by part. A part imports only what stands below it.

cli          the commands: `trainingapp demo`, `serve`, `bank`, `audit` …
server       the processes behind `demo` and `serve`, progress, demo data
app          create_app: mounts every part; the table of contents
dashboards   pages that look across parts: home, style guide
incubator    bases, agencies, and one case file from application to independence: checks, indicators, people
credentials  degrees, eligibility, certificates, registration, employment; credentials that anybody can verify
classes      cohorts before the exam: people, timetable, attendance, what their teachers see
courses      courses by instructors: versions, review, catalogue, learning
exams        sittings, attempts, the exam room, results and review
itembank     syllabus, laws, items, revisions, test specifications, test forms
education    continuing education: what counts, and the ledger of minutes
files        uploads that outlive a cut line, content by its hash, bytes by ranges
accounts     people, organisations, roles, consent
notices      in-site notices and mail
audit        who did what to what, when: appended, never changed
jobs         work done later: the outbox and its worker
web          Flask glue that knows no part
extensions   the database and the Flask extensions
config       every setting, its meaning, its default
rules        the rules of the profession: pure Python
"""
