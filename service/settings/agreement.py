"""What must hold between settings, where each alone is in order: those of security.

The bounds of single settings are in `service.settings.model`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.settings.model import Settings


def rules_between(settings: "Settings") -> tuple[tuple[bool, str], ...]:
    """Return what must hold between the settings of security, each with the line that says what to do."""
    protocol = settings.security_protocol
    has_sasl, has_tls = protocol.startswith("SASL"), protocol.endswith("SSL")
    passwords = [settings.sasl_password, settings.sasl_password_file]
    signing_in = [settings.sasl_username, *passwords]
    tls = [settings.ssl_ca_file, settings.ssl_certificate_file, settings.ssl_key_file]
    name = "DATELINE_SECURITY_PROTOCOL"
    return (
        (
            protocol == "PLAINTEXT" or settings.bootstrap_servers is not None,
            f"{name}={protocol} needs KAFKA_BOOTSTRAP_SERVERS; the embedded broker is PLAINTEXT",
        ),
        (
            not has_sasl or settings.sasl_username is not None,
            f"{name}={protocol} needs DATELINE_SASL_USERNAME",
        ),
        (
            not has_sasl or passwords.count(None) == 1,
            f"{name}={protocol} needs one of DATELINE_SASL_PASSWORD_FILE and DATELINE_SASL_PASSWORD",
        ),
        # A password that is silently not used would mean a connection without one.
        (has_sasl or not any(signing_in), f"DATELINE_SASL_* has no effect with {name}={protocol}"),
        (has_tls or not any(tls), f"DATELINE_SSL_* has no effect with {name}={protocol}"),
        (
            settings.ssl_key_file is None or settings.ssl_certificate_file is not None,
            "DATELINE_SSL_KEY_FILE needs DATELINE_SSL_CERTIFICATE_FILE",
        ),
        (
            None in {settings.ssl_key_password, settings.ssl_key_password_file},
            "give one of DATELINE_SSL_KEY_PASSWORD_FILE and DATELINE_SSL_KEY_PASSWORD",
        ),
        (
            None in {settings.page_token, settings.page_token_file},
            "give one of DATELINE_PAGE_TOKEN_FILE and DATELINE_PAGE_TOKEN",
        ),
    )
