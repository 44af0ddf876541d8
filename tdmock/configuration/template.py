"""The commented tdmock.toml that `tdmock init` makes."""

import json
import re

from tdmock.definition.model import Definition

SCHEMA = "tdmock.schema.json"

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def configuration_toml(definition: Definition, path: str) -> str:
    """A configuration for the definition in the file beside it; credentials are looked for elsewhere."""
    lines = [
        f"#:schema ./{SCHEMA}",
        "# What `tdmock check` need not be told each time. Keys are called like its options.",
        "",
        'url = "http://127.0.0.1:8000"  # where the bridge listens',
        f"definition = {_quoted(path)}",
    ]
    if definition.user_fields:
        lines += [
            "",
            "# Where each credential is, never the credential itself: env:NAME or file:PATH.",
            "[auth]",
        ]
        lines += [
            f"{_key(field.field_name)} = {_quoted(f'env:{_variable(definition.name, field.field_name)}')}"
            for field in definition.user_fields
        ]
    lines += [
        "",
        "# Other bridges, for --target NAME: what is said here counts beside or instead of the rest.",
        "# [targets.staging]",
        '# url = "https://bridge.staging.example.org"',
    ]
    return "\n".join([*lines, ""])


def _variable(*words: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", "_".join(words).upper())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A basic string of TOML, which is written as in JSON but for one more character to escape."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
