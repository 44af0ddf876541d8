"""The baseline of a command: read before a run, compared after it, written anew where that is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tdmock.cli.configured import Told
from tdmock.cli.output import tell
from tdmock.cli.writing import obstacle, write
from tdmock.errors import UsageError
from tdmock.findings import Acceptance
from tdmock.redaction.text import count
from tdmock.report import baseline
from tdmock.report.build import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFile:
    """What the file of a baseline holds, and what is to become of it.

    ``declared`` are the endpoints of the definition; ``update`` says that the file is to be written. Only a
    run that is ``whole`` can tell what the file has in vain; a ``strict`` one fails for that.
    """

    path: Path
    known: baseline.Baseline
    declared: Collection[str]
    update: bool
    whole: bool = True
    strict: bool = False

    def compare(self, report: Report) -> Report:
        """The report with what is known marked, and what the file has in vain."""
        compared = baseline.compared(report, self.known, self.declared)
        return compared if self.whole else replace(compared, stale=())

    def after(self, report: Report) -> "BaselineFile":
        """The baseline as the run leaves it: one that was interrupted has not seen enough to change it."""
        if not self.update or report.interrupted:
            return replace(self, update=False)
        return replace(self, known=baseline.updated(report, self.known, self.declared))

    def save(self, before: Collection[Acceptance]) -> bool:
        """Write the file if it is to be written, and say what changed. Returns whether that went well."""
        if not self.update:
            return True
        try:
            write(baseline.render(self.known), self.path)
        except OSError as error:
            tell(f"Error: --baseline {self.path}: can't write it: {error.strerror or error}")
            return False
        new, gone = len({*self.known} - {*before}), len({*before} - {*self.known})
        tell(f"{self.path}: {count(len(self.known), 'known place')}, {new} new, {gone} taken out")
        return True


def baseline_file(told: Told, declared: Collection[str]) -> BaselineFile:
    """The baseline that a command was given. Raises :class:`UsageError`."""
    options = told.options
    update = options["update_baseline"]
    if not options["baseline"]:
        name = "--update-baseline" if update else "--strict-baseline"
        raise UsageError(f"{name}: say which baseline, with --baseline FILE")
    whole = not any(options.get(name) for name in ("only_rules", "only_scenarios", "max_findings", "failed"))
    if update and not whole:
        raise UsageError(
            "--update-baseline: takes a whole run, without --rule, --scenario, --failed or --max-findings"
        )
    path = Path(told.for_target(options["baseline"]))
    if update and (reason := obstacle(str(path))):
        raise UsageError(f"--baseline {path}: {reason}")
    known = () if update and not path.exists() else baseline.read(path)
    return BaselineFile(
        path=path,
        known=known,
        declared=declared,
        update=update,
        whole=whole,
        strict=options["strict_baseline"],
    )


def refuse_shared_baselines(files: Sequence[BaselineFile]) -> None:
    """Refuse to write one baseline for several targets, each of which would take out what others have."""
    written = [file.path.resolve() for file in files if file.update]
    if len(set(written)) < len(written):
        raise UsageError(
            "--update-baseline: give each target a baseline of its own, such as --baseline b-{target}.json"
        )
