"""Competitions of projects: entered, judged without conflicts, ranked with ties told apart, and followed up."""
