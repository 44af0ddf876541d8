"""Judging: everything that ends in a verdict on what a bridge answered."""
