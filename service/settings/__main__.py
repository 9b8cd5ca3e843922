"""`python -m service.settings` prints docs/settings.md."""

from service.settings.page import settings_page

if __name__ == "__main__":
    print(settings_page(), end="")
