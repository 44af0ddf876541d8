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
    RULES,
    Answer,
    Moment,
    Rule,
    judge_by,
    rules_at,
)

__all__ = [
    "RULES",
    "Answer",
    "Moment",
    "Rule",
    "actions",
    "agent_sync",
    "auth_validation",
    "common",
    "contact_sync",
    "interaction_update",
    "interactions_compared",
    "judge_by",
    "paging",
    "rules_at",
    "texts",
]
