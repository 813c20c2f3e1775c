"""Service organisations and products in the terms of the Human Services Data Specification (HSDS) 3 [HSDS].

Pure functions over rows; what is asked of the database stands in `domain/queries/hsds.py`, what is served in
`server/hsds.py`. Only `package.py` reads the database itself: it writes everything into one file.
"""

VERSION = "3.1"  # what a reader of HSDS 3.1 understands; every field used is in 3.2 too
