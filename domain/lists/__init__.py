"""Lists of needs, teams and equipment that offices keep: read from XLSX and CSV, compared, brought in."""
