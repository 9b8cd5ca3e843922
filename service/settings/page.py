"""The page that lists all settings, docs/settings.md."""

from service.settings.model import Settings
from service.settings.reading import variable_of

_PAGE = """# Settings

All settings are environment variables, or lines of the YAML file that `DATELINE_CONFIG_FILE` names: there a
setting is called by its name in small letters without the prefix (`http_port: 8080`), and Kafka's address is
`bootstrap_servers`. Where both say something, the environment wins. An unknown name or a value out of
bounds ends every command with one line and exit status 2. Settings are read at start; routing rules,
gazetteers and rules for tags are read again whenever their files change. This page is written by
`python -m service.settings`.
"""


def settings_page() -> str:
    """Return docs/settings.md: every setting with its default and meaning."""
    rows = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or field.default is None else f"`{field.default}`"
        rows.append(f"| `{variable_of(name)}` | {default} | {field.description} |")
    return "\n".join((_PAGE, *rows, ""))
