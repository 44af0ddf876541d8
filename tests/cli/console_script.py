"""Runs the installed ``tdmock`` as people do."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("tdmock"))
# Nobody's credentials, no CI system and no terminal's width may change what the tests see.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("TDMOCK_", "GITHUB_"))},
    "COLUMNS": "80",
}
AUTH = ("--auth", "account=sample-account", "--auth", "token=sample-token")
"""What `tdmock serve` takes."""


def tdmock(
    *arguments: object, cwd: Path | None = None, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env={**ENVIRONMENT, **(env or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(*arguments: object) -> Iterator[str]:
    """``tdmock serve`` on a free port; gives its address."""
    command = [PROGRAM, "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as process:
        try:
            assert process.stdout is not None
            (address,) = (word for word in process.stdout.readline().split() if word.startswith("http://"))
            yield address.rstrip(".")
        finally:
            process.send_signal(signal.SIGINT)


def at_a_terminal(arguments: Sequence[object], answers: Sequence[str]) -> tuple[int, str]:
    """Exit code and output of a command at a terminal, where each question gets the next answer."""
    import pty  # there is none on Windows

    process, terminal = pty.fork()
    if not process:
        os.execve(PROGRAM, [PROGRAM, *map(str, arguments)], ENVIRONMENT)  # noqa: S606 - no shell is wanted
    left, shown, asked = list(answers), b"", 0
    while select.select([terminal], [], [], 30)[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # how Linux tells that nobody writes any more
            break
        if left and shown.count(b"]: ") > asked:
            asked += 1
            os.write(terminal, f"{left.pop(0)}\n".encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode()
