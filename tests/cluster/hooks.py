"""What a cluster's controllers would do for Helm's hooks: their Jobs and Pods are said to have ended well.

Helm waits for a hook's Job or Pod before it goes on; without controllers and kubelets none would ever end.
"""

from __future__ import annotations

import http
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cluster.api import Api, Json

PAUSE = 0.1  # seconds
THEN = "2026-01-01T00:00:00Z"
CONDITION = {"status": "True", "lastProbeTime": THEN, "lastTransitionTime": THEN}

# For each kind, the status that Helm waits for.
ENDED: dict[str, Json] = {
    "batch/v1/Job": {
        "startTime": THEN,
        "completionTime": THEN,
        "succeeded": 1,
        "conditions": [{"type": kind, **CONDITION} for kind in ("SuccessCriteriaMet", "Complete")],
    },
    "v1/Pod": {"phase": "Succeeded"},
}


@contextmanager
def ending(api: Api, namespace: str) -> Iterator[list[Json]]:
    """End each Job and Pod of the namespace while the block runs; yields what has been ended so far.

    Raises AssertionError at the end of the block where the server refused a status.
    """
    ended: list[Json] = []
    refusals: list[str] = []
    own, stop = api.another(), threading.Event()

    def work() -> None:
        while not stop.wait(PAUSE):
            for kind, status in ENDED.items():
                for item in own.objects(kind, namespace):
                    if item["status"].items().isdisjoint(status.items()):
                        end(item, status)

    def end(item: Json, status: Json) -> None:
        answer = own.patch(item, {"status": status}, "status")
        if answer.status == http.HTTPStatus.OK:
            ended.append(item)
        # Helm may have deleted it meanwhile.
        elif answer.status != http.HTTPStatus.NOT_FOUND:
            refusals.append(answer.message)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield ended
    finally:
        stop.set()
        thread.join()
        own.close()
    assert not refusals
