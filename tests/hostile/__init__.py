"""Answers that were made to hurt whoever reads them, and what `tdmock check` makes of each."""
