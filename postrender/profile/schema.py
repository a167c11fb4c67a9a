"""The profile's schema: the one table behind validation, messages, JSON Schema and the reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postrender.profile import entries, formats
from postrender.profile.model import MODES
from postrender.profile.objects import Object
from postrender.profile.shapes import Boolean, Choice, Integer, List, Map, Nullable, Shape, Text

API_VERSION = "kharden.dev/v1alpha1"
KIND = "Profile"


def _inherited(doc: str, fields: Mapping[str, Shape]) -> Object:
    """A mapping that profiles inherit key by key, so that null can take back what was inherited."""
    return Object(doc=doc, fields={key: Nullable(of=shape) for key, shape in fields.items()})


LEVELS = ("privileged", "baseline", "restricted")
"""`standards.policy` has them too, but each run with a profile would wait for it; a test holds them equal."""

SPEC = _inherited(
    "What kharden does. Lists add to the inherited ones, mappings override them by key, null takes back.",
    {
        "extends": Text(
            doc="Built-in profile such as restricted@1, or a file relative to this. Left out: restricted.",
            format=formats.PARENT,
        ),
        "mode": Choice(doc="Mode as a whole, which no guardrail's own mode exceeds.", options=MODES),
        "guardrails": _inherited("Mode of each guardrail.", entries.MODE_OF_EACH),
        "namespaces": List(
            doc="Other modes in some namespaces; the last that matches counts.", item=entries.NAMESPACE
        ),
        "identity": _inherited(
            "Ids to run with where neither the chart nor the image says any.",
            {
                "user": Integer(doc="runAsUser.", least=1),
                "group": Integer(doc="runAsGroup; null sets none."),
                "fsGroup": Integer(doc="fsGroup; null sets none."),
                "scope": Choice(doc="Where ids are set.", options=("both", "pod", "containers")),
            },
        ),
        "writablePaths": List(doc="Directories that get an emptyDir.", item=entries.WRITABLE_PATH),
        "seeds": Choice(
            doc="Where an empty volume would hide files of the image.",
            options=("keep-root-writable", "init-container"),
        ),
        "variables": _inherited(
            "Variables that are substituted in texts.",
            {
                "names": List(doc="Names.", item=Text(format=formats.VARIABLE_NAME)),
                "values": Map(
                    doc="Values by name, which puts the name on the list.",
                    key=formats.VARIABLE_NAME,
                    value=Nullable(of=Text()),
                ),
                "allowMissing": Boolean(doc="Leave a variable without a value as it stands."),
            },
        ),
        "defaults": List(doc="Operational defaults for what workloads leave out.", item=entries.DEFAULT),
        "patches": List(doc="Patches of your own.", item=entries.PATCH),
        "workloads": List(doc="Custom kinds that hold pod templates.", item=entries.WORKLOAD),
        "images": List(doc="Facts about images of your own.", item=entries.IMAGE),
        "exemptions": List(doc="What is left alone, and why.", item=entries.EXEMPTION),
        "annotations": _inherited(
            "What annotations on objects do.",
            {
                "exempt": Boolean(doc="Let objects exempt themselves by kharden.dev/exempt."),
                "stamp": Boolean(doc="Write the baseline and version onto hardened objects."),
            },
        ),
        "safeToEvict": Boolean(doc="Tell the Cluster Autoscaler that the added volumes may be lost."),
        "podSecurity": _inherited(
            "What the cluster enforces.",
            {
                "level": Choice(doc="Level to aim at, and to label Namespace objects with.", options=LEVELS),
                "version": Text(doc="Version of the standard.", format=formats.STANDARD_VERSION),
                "namespaces": Map(
                    doc="Level by namespace.",
                    key=formats.DNS_LABEL,
                    value=Nullable(of=Choice(options=LEVELS)),
                ),
                "label": Boolean(doc="Label namespaces in the stream with their level."),
            },
        ),
        "strict": Boolean(doc="Pods that may break or are left, and unused entries, are errors."),
    },
)
PROFILE = Object(
    doc="A profile of kharden: file and KRM functionConfig.",
    fields={
        "apiVersion": Choice(options=(API_VERSION,)),
        "kind": Choice(options=(KIND,)),
        "metadata": Object(
            doc="Kubernetes' metadata; annotations and labels are the host's.",
            fields={"name": Text(doc="The profile's name.", format=formats.NAME)},
            open=True,
        ),
        "spec": Nullable(of=SPEC),
    },
    required=("apiVersion", "kind"),
)
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The profile's JSON Schema."""
    shared = {entries.TARGET.name: entries.TARGET.of.schema()}
    return {
        "$schema": DIALECT,
        "title": KIND,
        "description": PROFILE.doc,
        **PROFILE.schema(),
        "$defs": shared,
    }
