"""Fixture data: fake records, valid or with labelled faults, in every format."""
