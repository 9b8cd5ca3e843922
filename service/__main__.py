"""`python -m service` is the same as the `dateline` command; everything else lives in `service.cli`."""

from service.cli import main

if __name__ == "__main__":
    main()
