"""Score addresses: agreement with the WHATWG URL cases as far as http(s) goes, and time."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from service.normalize.url import canonicalize
from tests.eval.figure import Figure

DATASET = "url-wpt-urltestdata"


def figures(data: Path) -> Iterator[Figure]:
    """Yield the share of cases without a base that are accepted and spelt, or refused, as it says."""
    cases = json.loads((data / DATASET / "urltestdata.json").read_text(encoding="utf-8"))
    cases = [case for case in cases if isinstance(case, dict) and case.get("base") in {None, "about:blank"}]
    right = 0
    started = time.process_time()
    for case in cases:
        url = canonicalize(case["input"])
        if case.get("failure") or case["protocol"] not in {"http:", "https:"}:
            right += url is None
        elif url is not None:
            right += url.canonical == f"{case['protocol']}//{case['host']}{case['pathname']}{case['search']}"
    spent = time.process_time() - started
    count = len(cases)
    yield Figure(dataset=DATASET, name="cases as the standard says", value=right / count, items=count)
    yield Figure(dataset=DATASET, name="µs a URL", value=1e6 * spent / count, items=count, is_held=False)
