"""``tdmock selftest``: the proof that rules fire on their faults and on nothing else."""

import os

import click

from tdmock.cli.values import Number
from tdmock.contract.compile import compile_contract
from tdmock.documents.load import builtin
from tdmock.editions import Edition


@click.command("selftest")
@click.argument("names", nargs=-1)
@click.option(
    "--edition",
    type=click.Choice([*(edition.value for edition in Edition), "both"]),
    default="both",
    show_default=True,
    help="Which contract.",
)
@click.option(
    "--processes", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Checks under way at a time."
)
@click.option(
    "--sample",
    type=Number(0, 1),
    help="Check those NAMED, and of the others this share.  [default: 0 with NAMES, else 1]",
)
@click.option("--seed", default="", help="Which ones the sample has; any text.")
@click.option("--quiet", "-q", is_flag=True, help="Show only the wrong outcomes and the sums.")
def command(  # noqa: PLR0913 - a parameter for each of its options
    *,
    names: tuple[str, ...],
    edition: str,
    processes: int,
    sample: float | None,
    seed: str,
    quiet: bool,
) -> int:
    """Check the sample bridge with each of its faults, and each variant; or only those NAMED.

    A name may be a pattern, such as contact_sync.*.

    The exit code is 1 where a fault is missed, a finding strays to another endpoint, a variant raises a
    false alarm, a rule counts as passed though something broke it, or has no fault that shows it.
    """
    from tdmock.rulebook import selftest

    editions = list(Edition) if edition == "both" else [Edition(edition)]

    def show(outcome: selftest.Outcome) -> None:
        if not (quiet and outcome.is_right):
            click.echo(f"{outcome.verdict:<11} {outcome.name} ({outcome.edition} edition)")
            for finding in outcome.findings:
                click.echo(f"            {'stray: ' if finding in outcome.stray else ''}{finding}")
            for rule in outcome.hidden:
                click.echo(f"            passed though broken: {rule}")

    share = sample if sample is not None else float(not names)
    choice = selftest.Choice(names=names, share=share, seed=seed)
    outcomes = selftest.run_all(editions, processes=processes, ended=show, choice=choice)
    clauses = [clause for e in editions for clause in compile_contract(builtin(), e).clauses]
    unshown = selftest.undemonstrated(clauses) if share == 1 else []
    for clause in dict.fromkeys(unshown):
        click.echo(f"no fault    {clause}")
    sums = {
        verdict: sum(o.verdict == verdict for o in outcomes)
        for verdict in ("caught", "missed", "clean", "false alarm")
    }
    stray = sum(bool(outcome.stray) for outcome in outcomes)
    hidden = sum(bool(outcome.hidden) for outcome in outcomes)
    click.echo(
        ", ".join(f"{number} {verdict}" for verdict, number in sums.items())
        + f", {stray} with stray findings, {hidden} with passed rules that were broken"
    )
    return 0 if outcomes and all(outcome.is_right for outcome in outcomes) and not unshown else 1
