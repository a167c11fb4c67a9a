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
PLAIN, MERGE = "application/json", "application/merge-patch+json"


class Resource(NamedTuple):
    """Where the server keeps objects of one kind."""

    collection: str  # the path; {} stands for the namespace
    namespaced: bool


class Answer(NamedTuple):
    """What the server says to a request; `warnings` is the header in which it tells of pods to be refused."""

    status: int
    body: Json
    warnings: list[str]

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
        self._where = (host, port, token, authority)
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

    def another(self) -> Api:
        """A connection of its own to the same server, for another thread."""
        return Api(*self._where)

    def define(self, definition: Json) -> None:
        """Create a CRD and wait until the server serves its kind; raises TimeoutError."""
        assert self.create(definition).accepted
        spec = definition["spec"]
        versions = [f"{spec['group']}/{each['name']}" for each in spec["versions"] if each["served"]]
        until = time.monotonic() + PATIENCE
        while any(spec["names"]["kind"] not in self.kinds(version) for version in versions):
            if time.monotonic() > until:
                raise TimeoutError(f"the API server does not serve {definition['metadata']['name']}")
            time.sleep(0.1)
            self._kinds.clear()

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def request(self, method: str, path: str, body: Json | None = None, content: str = PLAIN) -> Answer:
        """One request; `content` is the media type of the body."""
        host, port, token, authority = self._where
        if not self._connection:
            context = ssl.create_default_context(cafile=str(authority))
            self._connection = http.client.HTTPSConnection(host, port, context=context, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content}
        self._connection.request(method, path, json.dumps(body) if body else None, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        warnings = response.headers.get_all("Warning") or []
        is_json = "json" in response.getheader("Content-Type", "")
        return Answer(response.status, json.loads(text) if is_json else {"message": text}, warnings)

    def create(self, obj: Json, namespace: str = "", *, dry_run: bool = False) -> Answer:
        """Create an object in this namespace, whatever its own is; KeyError for a kind that is not served."""
        resource = self.kinds(obj["apiVersion"])[obj["kind"]]
        if resource.namespaced:
            obj = {**obj, "metadata": {**obj.get("metadata", {}), "namespace": namespace}}
        path = resource.collection.format(namespace) + ("?dryRun=All" if dry_run else "")
        return self.request("POST", path, obj)

    def patch(self, obj: Json, change: Json, part: str) -> Answer:
        """Change a part of an object that is there, such as its status."""
        metadata = obj["metadata"]
        collection = self.kinds(obj["apiVersion"])[obj["kind"]].collection.format(metadata["namespace"])
        return self.request("PATCH", f"{collection}/{metadata['name']}/{part}", change, MERGE)

    def objects(self, kind: str, namespace: str) -> list[Json]:
        """The objects of a kind, named `apiVersion/Kind`, in a namespace."""
        version, _, name = kind.rpartition("/")
        found = self.request("GET", self.kinds(version)[name].collection.format(namespace)).body["items"]
        # The items of a list leave out what the list says of them all.
        return [{"apiVersion": version, "kind": name, **item} for item in found]

    def kinds(self, version: str) -> dict[str, Resource]:
        """The kinds that the server has in an `apiVersion`, asked once."""
        if version not in self._kinds:
            root = f"/apis/{version}" if "/" in version else f"/api/{version}"
            found = self.request("GET", root).body.get("resources", [])
            self._kinds[version] = {
                each["kind"]: Resource(
                    f"{root}/{'namespaces/{}/' if each['namespaced'] else ''}{each['name']}",
                    each["namespaced"],
                )
                for each in found
                if "/" not in each["name"]
            }
        return self._kinds[version]
