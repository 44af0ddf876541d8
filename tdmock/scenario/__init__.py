"""Scenarios, and the values that fill them."""
