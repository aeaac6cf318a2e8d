"""Items in and out: spreadsheets, Word documents, files of the question bank. Everything passes through a shape."""
