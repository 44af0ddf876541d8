"""The figures of mutation testing are counted by module, without what no test could tell."""

from tests.mutants import scores

RESULTS = """
    tdmock.judge.exchanges.x_a__mutmut_1: killed
    tdmock.judge.exchanges.x_a__mutmut_2: survived
    tdmock.judge.exchanges.xǁJudgeǁb__mutmut_1: timeout
    tdmock.run.pace.xǁPaceǁ_enter__mutmut_3: no tests
"""


def test_a_module_has_its_noticed_mutants_and_its_survivors() -> None:
    assert scores(RESULTS, frozenset()) == {
        "tdmock.judge.exchanges": (2, 3, ["tdmock.judge.exchanges.x_a__mutmut_2 (survived)"]),
        "tdmock.run.pace": (0, 1, ["tdmock.run.pace.xǁPaceǁ_enter__mutmut_3 (no tests)"]),
    }


def test_equivalent_mutants_do_not_count() -> None:
    known = frozenset({"tdmock.judge.exchanges.x_a__mutmut_2"})
    assert scores(RESULTS, known)["tdmock.judge.exchanges"] == (2, 2, [])
