"""From a technical need to the research results that may solve it, and back: what is alike, how much, and why.

Nothing in here opens the database, draws a page or reaches the network; see docs/matching.md.
"""
