"""Bridges that are built otherwise than the sample bridge and conform all the same."""

from tdmock.sample.variants import credentials, encodings, integrations, limits, paging, records, sizes
from tdmock.sample.variants.variant import VARIANTS, Variant

__all__ = [
    "VARIANTS",
    "Variant",
    "credentials",
    "encodings",
    "integrations",
    "limits",
    "paging",
    "records",
    "sizes",
]
