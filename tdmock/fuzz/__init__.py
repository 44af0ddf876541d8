"""Fuzzing: requests that Schemathesis generates from the compiled contract, judged as scenarios are.

The only place that knows Schemathesis and Hypothesis; it is imported only where somebody fuzzes.
"""

from tdmock.fuzz.stage import fuzz

__all__ = ["fuzz"]
