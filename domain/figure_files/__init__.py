"""The key figures as files: a workbook with charts of its own, a text table, a Word file, a picture."""
