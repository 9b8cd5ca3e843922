"""The live page: what is flowing right now, in a browser, with nothing from outside.

`live_routes` is all that the worker's HTTP server mounts. Metrics and health are not here but in
`service.worker.http`; operating the service does not depend on this room.
"""

from service.web.feed import LiveFeed
from service.web.page import live_routes

__all__ = ["LiveFeed", "live_routes"]
