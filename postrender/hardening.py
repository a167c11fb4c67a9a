"""One document that matters, on its way: read, its variables substituted, each of its pods hardened, patched.

The pipeline imports this, and with it the YAML parser, jsonpatch and the guardrails, for the first such
document: a stream of ConfigMaps passes in a fourth of the time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, cast

from jsonpatch import JsonPatchException, apply_patch
from jsonpointer import JsonPointerException

from postrender.admission import AdmissionError
from postrender.finding import Finding, Placed, Subject
from postrender.guardrails import Change, harden, verdict
from postrender.lossless import Document, LosslessError, Operation, patch
from postrender.lossless.nodes import Json, Node
from postrender.outcome import DocumentError, Hardened
from postrender.places import ShapeError, copied, escape, find
from postrender.places import pointer as pointer_of
from postrender.pods import Pod
from postrender.profile import identify
from postrender.stream import Chunk
from postrender.variables import Occurrence, VariableError, Variables, opted_out
from postrender.workloads import incomplete, not_reached, patched, pods

if TYPE_CHECKING:
    from postrender.pipeline import Pipeline

Step = TypeVar("Step")

DECIDING = frozenset({"apiVersion", "kind", "metadata", "items"})
"""The keys of an object that decide what it is and whether it is a list."""

_ITEM = r"(?:/items/[0-9]+)*"
_SOURCE = "# Source: "
_HELM_4_SOURCE = "postrenderer.helm.sh/postrender-filename"


class Hardening:
    """One document on its way."""

    def __init__(self, pipeline: "Pipeline", chunk: Chunk, number: int) -> None:
        self.pipeline = pipeline
        self.chunk = chunk
        self.document_subject = Subject(number, _source(chunk))
        self.findings: list[Placed] = []
        self.verdicts: list[str] = []
        self.document = self._read()

    def outcome(self) -> Hardened:
        """The document hardened. Raises DocumentError."""
        data = self.document.data
        if data is None:
            return Hardened(self.chunk.text, [], [])
        if not isinstance(data, dict):
            raise self._error("not a Kubernetes object, which is a mapping with apiVersion and kind", 1, 1)
        # Helm 4 leaves an empty `metadata` out; kubectl then takes a blank and a brace for the start of JSON.
        if "kind" not in data and any(key[:1].isspace() for key in data):
            raise self._error("it has no kind, but a key that begins with white space", 1, 1)
        self.document_subject = self._subject(data)
        self.document = self._with_variables()
        try:
            operations = [
                operation
                for pointer, obj in self._objects(cast("dict[str, Any]", self.document.data), "")
                for operation in self._harden_object(pointer, obj)
            ]
        except AdmissionError as error:
            raise self._error(str(error), 1, 1) from None
        anew = self._odd() if self.document.composition.odd else set()
        try:
            patched = patch(self.document, operations, anew)
        except LosslessError as error:
            raise self._error(error.message, error.line, error.column) from None
        known = self.document.with_body(self.document.body)
        separator = self.chunk.separator
        return Hardened(
            separator + patched.text,
            self.findings,
            self.verdicts,
            patched.rewritten,
            separator + known,
            self.document_subject,
        )

    def _read(self) -> Document:
        try:
            document = Document(self.chunk.body)
        except LosslessError as error:
            raise self._error(error.message, error.line, error.column) from None
        if not document.complete:
            raise self._error("a second document in this one: kubectl and Helm drop it silently", 1, 1)
        return document

    def _odd(self) -> set[Node]:
        """Say what other tools read differently; returns the mappings whose merge keys are written out."""
        from postrender import ambiguity  # few documents have any

        for finding in ambiguity.findings(self.document):
            self._say(finding, "", self.document_subject)
        if not self.verdicts:
            return set()
        return {mapping for _, mapping in self.document.odd_mappings() if ambiguity.merged(mapping)}

    def _with_variables(self) -> Document:
        document = self.document
        if not self.pipeline.variables.occurs_in(document.body):
            return document
        from postrender.lossless.substitute import substitute

        scopes = dict(self._scopes(document.data, ""))

        def occurrences(string: str, pointer: str) -> Sequence[Occurrence]:
            item = re.match(_ITEM, pointer)
            # What a duplicate key hides has none.
            variables = scopes.get(item[0]) if item else None
            return variables.occurrences(string) if variables else ()

        try:
            return substitute(document, occurrences)
        except VariableError as error:
            line, column = _first_use(document, error.name)
            raise self._error(str(error), line, column) from None
        except LosslessError as error:
            raise self._error(error.message, error.line, error.column) from None

    def _scopes(self, obj: Json, pointer: str) -> Iterator[tuple[str, Variables | None]]:
        """For an object, and for those in it, the variables that hold in it; None where it wants none."""
        yield pointer, None if opted_out(obj) else self.pipeline.variables.for_object(obj)
        items = obj.get("items") if isinstance(obj, dict) else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            yield from self._scopes(item, f"{pointer}/items/{index}")

    def _objects(self, obj: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The object, or those in it: what has a sequence under `items` is a list to kubectl and Helm."""
        self._decided([(pointer, DECIDING)])
        items = obj.get("items")
        if not isinstance(items, list):
            yield pointer, obj
            return
        kind = str(obj.get("kind"))
        if not kind.endswith("List"):
            message = (
                f"kubectl and Helm read this {kind} as a list, since it has 'items'; its items were hardened"
            )
            self._say(Finding("list", "warning", message), pointer, self.document_subject)
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                continue
            # Items of a typed list may leave out what the list's own kind says; what is no string counts for
            # nothing.
            inherited = {"apiVersion": obj.get("apiVersion"), "kind": kind.removesuffix("List")}
            said = {name for name in inherited if isinstance(item.get(name), str) and item[name]}
            missing = {name: value for name, value in inherited.items() if name not in said}
            yield from self._objects({**item, **missing} if missing else item, f"{pointer}/items/{index}")

    def _harden_object(self, pointer: str, obj: dict[str, Any]) -> Iterator[Operation]:
        """The operations on one object, from the document's root: the profile's own, then the guardrails'."""
        pipeline, profile, subject = self.pipeline, self.pipeline.profile, self._subject(obj)
        identity = identify(obj, pipeline.namespace)
        pipeline.admission.learn(obj)
        changes: list[Change] = []
        if profile.patches:
            from postrender.own_patches import own_patches

            obj = self._changed(pointer, obj, own_patches(identity, profile), changes)
        if profile.defaults:
            from postrender.defaults import defaults

            given = defaults(obj, identity, profile, pipeline.catalogue)
            obj = self._changed(pointer, obj, given, changes)
        obj = self._changed(pointer, obj, pipeline.admission.labels(obj), changes)
        if profile.annotations.stamp:
            from postrender.stamp import stamp

            obj = self._changed(pointer, obj, stamp(obj, profile), changes)
        for change in changes:
            self._say(change.finding, pointer, subject)
        names: list[str] = []
        for pod in pods(obj, profile.workloads):
            self._decided(_way(pointer, pod))
            names += [container.name for container in pod.containers]
            changes += self._harden_pod(pointer, pod, subject)
        pipeline.note_use(identity, names)
        if unseen := not_reached(obj, profile.workloads):
            self._say(unseen, pointer, subject)
        for finding in chain(patched(obj), incomplete(obj)):
            self._say(finding, pointer, subject)
        for change in changes:
            yield _moved(change.operation, pointer)

    def _changed(
        self, pointer: str, obj: dict[str, Any], step: Iterable[Change], changes: list[Change]
    ) -> dict[str, Any]:
        """The object after a step's changes, which are noted."""
        for change in self._checked(pointer, step):
            try:
                obj = cast("dict[str, Any]", apply_patch(copied(obj), [change.operation], in_place=True))
            except (JsonPatchException, JsonPointerException):
                place = change.operation["path"]
                line, column = self.document.position(pointer + place)
                message = f"{change.finding.message} does not apply at {place}"
                raise self._error(message, line, column) from None
            changes.append(change)
        return obj

    def _checked(self, pointer: str, steps: Iterable[Step]) -> Iterator[Step]:
        """The steps; where nothing can hold what one of them wants, an error."""
        try:
            yield from steps
        except ShapeError as error:
            place = pointer + pointer_of(error.place)
            line, column = self.document.position(place)
            raise self._error(f"{place}: this must be {error.expected}", line, column) from None

    def _harden_pod(self, pointer: str, pod: Pod, subject: Subject) -> list[Change]:
        """The changes that harden a pod; its findings are noted, with its verdict."""
        pipeline = self.pipeline
        changes: list[Change] = []
        findings: list[Finding] = []
        hardened = harden(pod, pipeline.profile, pipeline.namespace, pipeline.catalogue)
        steps = self._checked(pointer, hardened)
        # Judged when all changes are known: the generator starts when the one before it is exhausted.
        for step in chain(steps, pipeline.admission.judge(pod, changes, subject.namespace)):
            finding = step.finding if isinstance(step, Change) else step
            if finding.level == "error":
                line, column = self.document.position(pointer + finding.pointer)
                raise self._error(f"{pointer}{finding.pointer}: {finding.message}", line, column)
            if isinstance(step, Change):
                changes.append(step)
            findings.append(finding)
        outcome = verdict(findings)
        self.verdicts.append(outcome)
        for finding in findings:
            self._say(finding, pointer, subject, outcome)
        return changes

    def _decided(self, ways: list[tuple[str, frozenset[str]]]) -> None:
        """Refuse what tools read differently on the way to what matters."""
        if not self.document.composition.odd:
            return
        from postrender import ambiguity

        for place, key in ambiguity.undecided(self.document, ways):
            line, column = self.document.position(f"{place}/{escape(key)}")
            message = (
                f"kubectl, Helm and kustomize disagree on what {key!r} is here (a duplicate or merge key)"
            )
            raise self._error(f"{message}, and it decides what the object is", line, column)

    def _subject(self, obj: Any) -> Subject:
        number, source = self.document_subject[:2]
        source = source or find(obj, ("metadata", "annotations", _HELM_4_SOURCE))
        namespace = find(obj, ("metadata", "namespace")) or self.pipeline.namespace
        name = find(obj, ("metadata", "name")) or find(obj, ("metadata", "generateName"))
        said = (source, obj.get("kind"), namespace, name)
        return Subject(number, *(str(word or "") for word in said))

    def _say(self, finding: Finding, pointer: str, subject: Subject, verdict: str = "") -> None:
        line, column = self.document.position(pointer + finding.pointer)
        self.findings.append(Placed(finding, subject, self.chunk.line + line - 1, column, verdict, pointer))

    def _error(self, message: str, line: int, column: int) -> DocumentError:
        return DocumentError(message, self.document_subject, self.chunk.line + max(line, 1) - 1, column)


def _source(chunk: Chunk) -> str:
    """The template that Helm names in a comment before an object; "" where it names none."""
    text, start = chunk.text, len(chunk.separator)
    if not text.startswith(_SOURCE, start):
        start = text.find(f"\n{_SOURCE}", start) + 1
    if not text.startswith(_SOURCE, start):
        return ""
    end = text.find("\n", start)
    return text[start + len(_SOURCE) : end if end >= 0 else None].strip()


def _first_use(document: Document, name: str) -> tuple[int, int]:
    """Where a variable is first named in a document."""
    return document.place(max(0, document.body.find("${" + name)))


def _way(pointer: str, pod: Pod) -> list[tuple[str, frozenset[str]]]:
    """The mappings on the way from an object to a pod, each with the key that leads on."""
    ways: list[tuple[str, frozenset[str]]] = []
    for token in map(str, (*pod.base, *(pod.layout.spec or ()))):
        ways.append((pointer, frozenset({token})))
        pointer += f"/{escape(token)}"
    return ways


def _moved(operation: Operation, pointer: str) -> Operation:
    """An operation on an object as one on the document that holds it at the pointer."""
    if not pointer:
        return operation
    places = {name: pointer + operation[name] for name in ("path", "from") if name in operation}
    return {**operation, **places}
