"""Judgements about the authorization validator that matter to real bridges."""

from collections.abc import Callable
from typing import Any

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition
from tdmock.rulebook.examples import Example, broken_by

Broken = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("reply", "clauses"),
    [
        ({}, set()),
        ({"body": {}}, set()),
        ({"body": {"account": "acme", "token": 7}}, set()),
        ({"body": {"token": True}}, set()),
        ({"body": {"token": None}}, {"auth.values-are-scalars"}),
        ({"body": {"token": 1.5}}, {"auth.values-are-scalars"}),
        ({"body": None}, {"auth.body-is-object"}),
        ({"body": []}, {"auth.body-is-object"}),
        ({"raw": "OK", "headers": {"Content-Type": "text/plain"}}, {"common.body-is-json"}),
        ({"status": 204}, {"auth.success-is-200"}),
        ({"status": 401}, {"auth.valid-credentials-accepted"}),
        ({"status": 404}, {"auth.valid-credentials-accepted"}),
    ],
)
def test_the_answer_to_valid_credentials_is_judged(
    broken: Broken, reply: dict[str, Any], clauses: set[str]
) -> None:
    assert broken("auth", **reply) == clauses


@pytest.mark.parametrize(
    ("scenario", "status", "clauses"),
    [
        ("every-field-wrong", 401, set()),
        ("every-field-wrong", 200, {"auth.bad-credentials-refused"}),
        ("every-field-wrong", 500, {"auth.refusal-is-401"}),
        ("each-field-wrong", 200, {"auth.every-field-counts"}),
        ("each-field-wrong", 403, {"auth.refusal-is-401"}),
        ("other-case", 401, set()),
        ("other-case", 200, {"auth.case-counts-in-secrets"}),
        ("odd-credentials", 400, set()),
        ("odd-credentials", 500, {"common.odd-credentials-are-handled"}),
        ("odd-credentials", 200, {"auth.bad-credentials-refused"}),
        ("untyped-credentials", 400, set()),
        ("untyped-credentials", 500, set()),
        ("untyped-credentials", 200, {"common.untyped-credentials-are-refused"}),
        ("valid-again", 200, set()),
        ("valid-again", 429, set()),
        ("valid-again", 423, {"common.wrong-attempt-locks-nobody"}),
        ("missing-field", 400, set()),
        ("missing-field", 401, set()),
        ("missing-field", 200, {"auth.missing-field-is-refused"}),
        ("empty-field", 502, {"auth.missing-field-is-handled"}),
        ("malformed-body", 422, set()),
        ("array-body", 401, set()),
        ("empty-body", 500, {"common.malformed-bodies-are-handled"}),
        ("get", 404, set()),
        ("get", 500, {"common.get-is-handled"}),
        ("get", 501, set()),
        ("get", 200, {"auth.get-is-refused"}),
    ],
)
def test_refusals_are_judged_by_status(broken: Broken, scenario: str, status: int, clauses: set[str]) -> None:
    assert broken("auth", scenario=scenario, status=status) == clauses


def test_the_edition_of_2017_asks_for_204() -> None:
    contract = compile_contract(builtin(), Edition.Y2017)
    assert broken_by(contract, "auth.success-is-204", Example(status=204)) == set()
    assert broken_by(contract, "auth.success-is-204", Example(status=202)) == {"auth.success-is-204"}


@pytest.mark.parametrize(
    ("acceptance", "is_told"),
    [
        (Example(status=200), True),
        (Example(status=200, body={}), True),
        (Example(status=200, body={"token": "t-7f2c91"}), False),
    ],
)
def test_in_2017_acceptance_with_200_is_told_where_no_fields_come(
    acceptance: Example, *, is_told: bool
) -> None:
    contract, clause = compile_contract(builtin(), Edition.Y2017), "auth.acceptance-is-not-200"
    assert broken_by(contract, clause, acceptance) == ({clause} if is_told else set())
