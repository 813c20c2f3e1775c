"""The monthly bulletin: what it tells, and the forms in which it is read: a page, Word, PDF, an article."""
