"""The container's health: 0 when the worker on this port is ready, 1 with the reason when it is not.

Needs nothing but Python's own library. What ready means is decided by the worker (`/readyz`).
"""

import http.client
import os
import sys

TIMEOUT_SECONDS = 4.0


def main() -> int:
    """Ask `/readyz`; print its answer, which Docker keeps with the state."""
    port = int(os.environ.get("DATELINE_HTTP_PORT", "8080"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        sys.stdout.write(answer.read(4096).decode("utf-8", "replace") + "\n")
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"no answer on port {port}: {error}\n")
        return 1
    finally:
        connection.close()
    return 0 if answer.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
