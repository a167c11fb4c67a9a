"""A client of the API server that asks over one connection: thousands of dry runs in seconds, not minutes."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

PATIENCE = 60.0  # seconds
CREATED = 201


class Resource(NamedTuple):
    """Where the server keeps objects of one kind."""

    collection: str  # the path; {} stands for the namespace
    namespaced: bool


class Answer(NamedTuple):
    """What the server says to a request."""

    status: int
    body: Json
    warnings: list[
        str
    ]  # from the header; where a Deployment's pods would be refused, Pod Security tells so here

    @property
    def accepted(self) -> bool:
        """Whether the object would have been made."""
        return self.status == CREATED

    @property
    def message(self) -> str:
        """Why not."""
        return str(self.body.get("message", self.body))


class Api:
    """The server at a host and port, as the user of a token."""

    def __init__(self, host: str, port: int, token: str, authority: Path) -> None:
        self._host, self._port, self._authority = host, port, authority
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection: http.client.HTTPSConnection | None = None
        self._kinds: dict[str, dict[str, Resource]] = {}

    def wait(self) -> None:
        """Wait until the server is ready; raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.request("GET", "/readyz").status == http.HTTPStatus.OK:
                    return
            except (OSError, http.client.HTTPException):
                self.close()
            time.sleep(0.1)
        raise TimeoutError("the API server does not become ready")

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def request(self, method: str, path: str, body: Json | None = None, content: str = "") -> Answer:
        """One request; `content` is the body's media type where it is not plain JSON."""
        if not self._connection:
            context = ssl.create_default_context(cafile=str(self._authority))
            self._connection = http.client.HTTPSConnection(
                self._host, self._port, context=context, timeout=PATIENCE
            )
        headers = {**self._headers, "Content-Type": content} if content else self._headers
        self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        kind = response.getheader("Content-Type", "")
        warnings = response.headers.get_all("Warning") or []
        return Answer(response.status, json.loads(text) if "json" in kind else {"message": text}, warnings)

    def create(self, obj: Json, namespace: str, *, dry_run: bool = False) -> Answer | None:
        """Create an object, in this namespace whatever its own is; None for a kind that is not served."""
        resource = self.kinds(obj["apiVersion"]).get(obj["kind"])
        if not resource:
            return None
        if resource.namespaced:
            obj = {**obj, "metadata": {**obj.get("metadata", {}), "namespace": namespace}}
        path = resource.collection.format(namespace) + ("?dryRun=All" if dry_run else "")
        return self.request("POST", path, obj)

    def kinds(self, version: str) -> dict[str, Resource]:
        """The kinds that the server has in an `apiVersion`, asked once."""
        if version not in self._kinds:
            root = f"/apis/{version}" if "/" in version else f"/api/{version}"
            found = self.request("GET", root).body.get("resources", [])
            self._kinds[version] = {
                each["kind"]: Resource(
                    f"{root}/namespaces/{{}}/{each['name']}"
                    if each["namespaced"]
                    else f"{root}/{each['name']}",
                    each["namespaced"],
                )
                for each in found
                if "/" not in each["name"]
            }
        return self._kinds[version]
