"""No form of a secret is in anything that a command writes, whatever a bridge makes of what it was sent."""

import html
import json
import re
from itertools import count
from pathlib import Path
from urllib.parse import quote

from tdmock.report.formats import FORMATS
from tests.bridges import Asked, Given, Serve, conformant, json_answer
from tests.cli.console_script import tdmock
from tests.redaction.test_mask import FORMS

AUTH = {"account": "Acme-C0rp & Söhne", "token": 's3cr+t/t"k=n-99'}
USER, PASSWORD, KEY = "us3r-of-url", "pa$s w0rd&7", "k%2Fy-of/url+77"
QUERY = f"?code={KEY}"
HEADERS = {
    "Authorization": "Bearer h3ader/t0ken+88==",
    "Cookie": "sid=c00kie-of~one; theme=d4rk-mode-2",
    "X-Api-Key": "k3y of-gate%way",
}
SECRETS = [*AUTH.values(), USER, PASSWORD, KEY, "h3ader/t0ken+88", "c00kie-of~one", "d4rk-mode-2"]
SECRETS += [HEADERS["X-Api-Key"]]
DRESSED = [form(secret) for secret in SECRETS for form in FORMS.values()]
MIDDLES = {form[len(form) // 2 - 4 :][:8] for form in DRESSED}
"""Eight characters out of the middle of each form: a mask may leave what is beside them."""


class Echo:
    """Answers each request with another form of another secret, in every place that a report may quote."""

    def __init__(self) -> None:
        self.numbers = count()

    def __call__(self, asked: Asked) -> Given:
        if "/auth_validation" in asked["path"] and asked["body"] == {"auth": AUTH}:
            return json_answer({})  # or nothing further would be asked
        number = next(self.numbers)
        text = DRESSED[number % len(DRESSED)]
        headers = {"X-Echo": re.sub(r"[\r\n\0]", " ", text).encode().decode("latin-1")}
        if number % 4 == 0:
            return 500, headers, text.encode()
        if number % 4 == 1:
            return 302, {"Location": f"/?{headers['X-Echo']}"}, text.encode("utf-16")
        record = dict.fromkeys(["id", "email", "date", "url"], text) | {"name": [text], text: {text: text}}
        if "/interaction_update" in asked["path"]:
            return json_answer([record])
        answer = {"contacts": [record], "agents": [record], "next_offset": text, "message": [text]}
        return 200, headers, {text: text, **answer}


def test_no_form_of_a_secret_is_in_what_commands_write(serve: Serve, tmp_path: Path) -> None:
    answers = dict.fromkeys((f"{path}{QUERY}" for path in conformant()), Echo())
    url = serve(answers).url.replace("//", f"//{USER}:{quote(PASSWORD, safe='')}@") + QUERY
    secrets = [f"--auth={name}={value}" for name, value in AUTH.items()]
    secrets += [f"--header={name}={value}" for name, value in HEADERS.items()]
    again = [f"--report={form}=check.{form}" for form in FORMATS]
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    told = []
    for command in (
        ["check", url, *secrets, *again, "--max-pages=3", "--baseline=baseline.json", "--update-baseline"],
        ["check", url, *secrets, "--only=agent_sync"],
        ["check", url, *secrets, "--dry-run"],
        ["replay", "check.json", f"--url={url}", *secrets, "--report=html=replay.html"],
        ["report", "--from=check.json", *(f"{form}=again.{form}" for form in FORMATS)],
        ["load", url, *secrets, "--duration=1s", "--calls-per-minute=900", "--judged-share=1",
               "--accounts=2", "--report=json=load.json", "--report=html=load.html"],
    ):  # fmt: skip
        done = tdmock(*command, cwd=tmp_path, env={**github, "XDG_CACHE_HOME": str(tmp_path)})
        assert done.returncode in {0, 1, 3}, done
        told += [done.stdout, done.stderr]
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) == 2 * len(FORMATS) + 6
    told += [file.read_text(encoding="utf-8") for file in files]
    assert not sorted(held(text) for text in told if held(text))


def held(text: str) -> set[str]:
    """Those of the middles that a text holds, once lines are joined and escapes undone."""
    lines = [line.strip() for line in text.splitlines()]
    texts = [html.unescape("".join(lines)), " ".join(lines)]
    if text.startswith("{"):
        texts.append(json.dumps(json.loads(text), ensure_ascii=False))
    return {middle for middle in MIDDLES for found in texts if middle in found}
