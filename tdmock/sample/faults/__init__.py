"""The catalogue of faults: one module for each endpoint, one for credentials, one for what all can have."""

from tdmock.sample.faults import (
    action_answers,
    action_values,
    actions,
    agent_sync,
    auth_validation,
    common,
    contact_paging,
    contact_records,
    contact_resync,
    contact_sync,
    credentials,
    interaction_lookup,
    interaction_update,
    robustness,
    texts,
)
from tdmock.sample.faults.fault import FAULTS, Fault
from tdmock.sample.faults.fuzz import FUZZ_FAULTS

CATALOGUE: dict[str, Fault] = {**FAULTS, **FUZZ_FAULTS}
"""Every fault by its name: those that scenarios show, and those that only generated requests do."""

__all__ = [
    "CATALOGUE",
    "FAULTS",
    "FUZZ_FAULTS",
    "Fault",
    "action_answers",
    "action_values",
    "actions",
    "agent_sync",
    "auth_validation",
    "common",
    "contact_paging",
    "contact_records",
    "contact_resync",
    "contact_sync",
    "credentials",
    "interaction_lookup",
    "interaction_update",
    "robustness",
    "texts",
]
