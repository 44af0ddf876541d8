"""Exchanges as they may be shown: no credential in any dress."""
