"""Definitions in files that people write: read from them, and written to them."""
