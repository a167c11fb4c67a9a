"""What the server holds of the workloads in one namespace, Jobs excepted: hooks come and go."""

from __future__ import annotations

from tests.cluster.api import Json
from tests.cluster.server import Server

KINDS = ("apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet", "batch/v1/CronJob")


class Live:
    """The workloads of a namespace, asked anew each time."""

    def __init__(self, server: Server, namespace: str) -> None:
        self._server = server
        self.namespace = namespace

    @property
    def workloads(self) -> list[Json]:
        """All that are there."""
        return [each for kind in KINDS for each in self._server.api.objects(kind, self.namespace)]

    @property
    def hardened(self) -> bool:
        """Whether `restricted` admits the pods of all; there has to be one."""
        found = self.workloads
        assert found
        return not self._server.refused(found)

    @property
    def versions(self) -> dict[str, str]:
        """What changes whenever anything of an object does, by the object's identity."""
        return {each["metadata"]["uid"]: each["metadata"]["resourceVersion"] for each in self.workloads}

    @property
    def generations(self) -> dict[str, int]:
        """How often the specification of each has changed, by the object's identity."""
        return {each["metadata"]["uid"]: each["metadata"]["generation"] for each in self.workloads}
