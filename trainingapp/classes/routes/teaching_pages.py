"""The pages of attendance, deadlines, mock exams, progress and messages. Importing mounts them."""

from trainingapp.classes.routes import (
    attendance,
    codes,
    deadlines,
    messages,
    mocks,
    online,
    progress,
    tasks,
)

__all__ = [
    "attendance",
    "codes",
    "deadlines",
    "messages",
    "mocks",
    "online",
    "progress",
    "tasks",
]
