"""Organisations from a file into the directory: read, mapped, checked, written; all of it or nothing."""
