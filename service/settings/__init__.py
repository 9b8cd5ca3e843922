"""Settings of every command and process: read once at start, frozen, refused with one line when wrong.

What there is to set is in `model`, how it is read in `reading`, its reference page in `page`.
"""

from service.settings.model import PREFIX, Settings
from service.settings.page import settings_page
from service.settings.reading import FILE_VARIABLE, InvalidSettings, load_settings, variable_of

__all__ = [
    "FILE_VARIABLE",
    "PREFIX",
    "InvalidSettings",
    "Settings",
    "load_settings",
    "settings_page",
    "variable_of",
]
