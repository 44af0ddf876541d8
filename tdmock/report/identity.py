"""What a finding is known again by in another report."""

import hashlib

from tdmock.findings import Finding


def identity(finding: Finding) -> tuple[str, str]:
    """Endpoint and rule: neither the text nor the first place, which differ from run to run."""
    return finding.endpoint, finding.clause.id


def fingerprint(finding: Finding) -> str:
    """The identity as a text of one length, for systems that follow a finding through reports."""
    return hashlib.sha256("\n".join(identity(finding)).encode(errors="replace")).hexdigest()
