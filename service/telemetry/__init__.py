"""How the service talks about itself.

Metrics (one catalogue), events (log line and counter together) and logging (one JSON line an event).

Nothing else in the service defines a metric or writes a log line of its own. What is worth telling is
decided where it happens; how it is told is decided here.
"""
