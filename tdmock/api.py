"""What ``tdmock check`` does, for Python: from an address and a definition to a report."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from tdmock.definition.model import Definition
from tdmock.definition.read import Loaded
from tdmock.documents.load import builtin, load_with_positions
from tdmock.findings import Level
from tdmock.redaction.record import without_credentials
from tdmock.report.build import Report, Session, summarize, with_section
from tdmock.report.location import located
from tdmock.run.engine import run
from tdmock.run.events import Event
from tdmock.run.pace import Clock
from tdmock.run.plan import make_plan
from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan, Stage, Task
from tdmock.run.waiting import wait_until_up
from tdmock.transport import HttpTransport, Transport

Tell = Callable[[Event], None]


def _tell_nobody(_: Event) -> None:
    pass


def check(  # noqa: PLR0913 - for Python programs: whatever they leave out is what the command does
    url: str | None = None,
    definition: Definition | Loaded | Path | str | None = None,
    settings: Settings | None = None,
    *,
    transport: Transport | None = None,
    clock: Clock | None = None,
    tell: Tell = _tell_nobody,
) -> Report:
    """Check the bridge at a base URL; without one, at the addresses that the definition declares.

    ``definition`` is a file, or what was loaded from one, whose own faults the report tells too; or a bare
    definition; without it, the built-in mycrm. ``tell`` hears what goes on. A transport that is given stays
    open. Raises :class:`~tdmock.errors.UsageError` and :class:`~tdmock.errors.DefinitionError`.
    """
    settings = settings or Settings(now=datetime.now(UTC))
    loaded = _loaded(definition)
    plan = make_plan(loaded.definition, url, settings)
    opened = transport or _open(plan)
    clock = clock or Clock()
    try:
        notes = _wait(plan, opened, clock)
        started_at, began = datetime.now(UTC), monotonic()
        tasks, interrupted = run(plan, opened, tell, then=_further(plan), clock=clock)
    finally:
        if not transport:
            opened.close()
    session = Session(
        target=without_credentials(url or next(iter(plan.urls.values()))),
        started_at=started_at,
        duration=monotonic() - began,
        interrupted=interrupted,
    )
    report = summarize(plan, tasks, session)
    report = replace(report, notes=(*notes, *_chosen(settings), *_generated(tasks, settings), *report.notes))
    return _with_file(report, loaded, settings) if loaded.file else report


def _chosen(settings: Settings) -> tuple[str, ...]:
    """What is to be noted of a run that looks at a part."""
    chosen = [f"--rule {name}" for name in settings.only_rules]
    chosen += [f"--scenario {name}" for name in settings.only_scenarios]
    notes = [f"looked at no more than {' '.join(chosen)}, and what that needs"] if chosen else []
    if settings.sample is not None:
        notes.append(
            f"judged the first {settings.sample:,} contacts of a synchronization one by one (--sample)"
        )
    return tuple(notes)


def _generated(tasks: Sequence[Task], settings: Settings) -> tuple[str, ...]:
    """How the number of generated requests comes about, where there were any."""
    fuzzing, generated = settings.fuzzing, sum(task.generated for task in tasks)
    if fuzzing is None or not generated:
        return ()
    sent = sum(len(result.elapsed) for task in tasks if task.generated for result in task.results)
    most = fuzzing.max_examples or "50, at actions 20"
    limit = f"--max-examples: at most {most} of each sort at an endpoint"
    more = f"{sent - generated:,} more to repeat failing ones, make them smaller and ask for further pages"
    return (f"fuzzing sent {sent:,} requests: {generated:,} generated ones ({limit}), {more}",)


def _wait(plan: Plan, transport: Transport, clock: Clock) -> tuple[str, ...]:
    """Wait for the bridge, if that is wanted; what is to be noted."""
    seconds = plan.settings.wait
    if seconds and (absent := wait_until_up(plan.urls.values(), transport, clock, seconds)):
        return (f"waited {seconds:g} s in vain for the bridge (--wait): {plan.mask.message(absent)}",)
    return ()


def _loaded(definition: Definition | Loaded | Path | str | None) -> Loaded:
    """The definition, with its file where it is one of the user's."""
    if isinstance(definition, Loaded):
        return definition
    if isinstance(definition, Definition):
        return Loaded(definition=definition)
    return load_with_positions(Path(definition)) if definition else Loaded(definition=builtin())


def _with_file(report: Report, loaded: Loaded, settings: Settings) -> Report:
    """The report, with what is wrong with the definition's file as far as that matters, and places in it."""
    from tdmock.report.definition import lint_section

    if not (settings.only_rules or settings.only_scenarios):
        section = lint_section(loaded, settings.edition, least=Level.WARNING, policy=settings.policy)
        report = with_section(report, section)
    return located(report, loaded)


def _open(plan: Plan) -> HttpTransport:
    """A transport for the plan's addresses; only for TLS it is worth while to keep connections."""
    return HttpTransport(
        ca_bundle=plan.settings.ca_bundle,
        insecure=plan.settings.insecure,
        max_body=plan.settings.max_body,
        keep_connections=all(address.startswith("https:") for address in plan.urls.values()),
    )


def _further(plan: Plan) -> Stage | None:
    """What follows the scenarios."""
    stages: list[Stage] = []
    if plan.own:
        from tdmock.run.own import play_own

        stages.append(play_own)
    if plan.settings.fuzzing is not None:
        from tdmock.fuzz import fuzz

        stages.append(fuzz)
    return (lambda outset: (task for stage in stages for task in stage(outset))) if stages else None
