"""Which certificates are trusted."""

import ssl
from pathlib import Path

import httpcore

from tdmock.errors import UsageError


def build_tls(*, ca_bundle: Path | None, insecure: bool) -> ssl.SSLContext:
    """The settings of TLS: the system's and certifi's certificates, or those of the bundle alone.

    ``insecure`` trusts every certificate. Takes 25 ms without a bundle. Raises UsageError when the bundle
    can't be used.
    """
    try:
        context = (
            ssl.create_default_context(cafile=ca_bundle) if ca_bundle else httpcore.default_ssl_context()
        )
    except OSError as error:  # SSLError, for a file without certificates, is one
        reason = "it holds no certificates" if isinstance(error, ssl.SSLError) else error.strerror
        raise UsageError(f"{ca_bundle}: not usable as a bundle of certificates: {reason}") from error
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
