"""One stage in one process: started by the supervisor, ends with it.

    python -m service.worker.process LIFELINE STATUS '{"stage": "tag", "number": 0, …}'

Here is only the first moment of it. The lifeline is watched, and the supervisor told that this process gets
on, before anything else is imported, for that alone may take seconds.
"""

import sys

from service.worker.lifeline import Lifeline
from service.worker.loading import Loading


def main(arguments: list[str]) -> int:
    """Run the stage that the last argument describes; the others are the descriptors of two pipes."""
    lifeline, loading = Lifeline(int(arguments[0])), Loading(int(arguments[1]))
    import msgspec  # noqa: PLC0415 - from here on both are at work

    from service.worker.stage_process import run_stage  # noqa: PLC0415 - the same
    from service.worker.status import Assignment  # noqa: PLC0415 - the same

    return run_stage(msgspec.json.decode(arguments[2], type=Assignment), lifeline, loading)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
