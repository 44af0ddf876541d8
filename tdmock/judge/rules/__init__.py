"""Rules: clauses that a schema can't say, a short function each, found by the id of their clause."""

from tdmock.judge.rules import (
    actions,
    agent_sync,
    auth_validation,
    common,
    contact_sync,
    interaction_update,
    interactions_compared,
    paging,
    texts,
)
from tdmock.judge.rules.registry import (
    ANSWER_RULES,
    ENDPOINT_RULES,
    EXCHANGE_RULES,
    PAGE_RULES,
    WALK_RULES,
    Answer,
)

__all__ = [
    "ANSWER_RULES",
    "ENDPOINT_RULES",
    "EXCHANGE_RULES",
    "PAGE_RULES",
    "WALK_RULES",
    "Answer",
    "actions",
    "agent_sync",
    "auth_validation",
    "common",
    "contact_sync",
    "interaction_update",
    "interactions_compared",
    "paging",
    "texts",
]
