"""What the rules of findings mean: a guardrail's own page, or a paragraph about a topic."""

from inspect import cleandoc
from typing import NamedTuple

from postrender.guardrails import REGISTRY

TOPICS = {
    "host": "The pod needs the host: it asks for what no guardrail can take away without breaking it, "
    "such as privileged containers, host namespaces or hostPath. Each of its containers gets only what "
    "cannot break it, even one that needs nothing of the host: that one is better off in a pod of its own.",
    "pod-security": "The namespace's Pod Security Standard: what the API server will say of the pod, and the "
    "label that makes a namespace enforce a level.",
    "windows": "A Windows pod, or one that looks like it: fields that only Linux knows are left out.",
    "immutable": "The pod of a Job, and a Pod, cannot be changed once it exists, so that an upgrade that "
    "adds the baseline fails until the old object is deleted.",
    "mode": "What would be done to a pod whose guardrails only report: nothing of it was written.",
    "not-reached": "An operator makes pods from this object, which no post-renderer sees; harden them "
    "through the operator's own fields, or at admission.",
    "defaults": "The profile's operational defaults: given where the chart leaves them out.",
    "patches": "The profile's own RFC 6902 patches.",
    "stamp": "The annotation that says which baseline an object was hardened with.",
    "variables": "Allow-listed ${NAME}, replaced by the values of this run.",
    "target": "An entry of the profile that concerns nothing in the stream: an object was renamed, or is "
    "gone.",
    "list": "An object that kubectl and Helm read as a list, whatever its kind says.",
    "duplicate-key": "A key that stands more than once: tools disagree on which one counts.",
    "merge-key": "A YAML merge key (<<): tools disagree on what it means, so it is written out as kubectl "
    "reads it.",
    "exemption": "An exemption that an object carries as an annotation cannot be read.",
    "misplaced": "A field of a security context stands where Kubernetes does not know it.",
    "malformed": "What no API server would take: a field of a pod is of the wrong type, or an object has no "
    "kind.",
    "report": "The report that was asked for cannot be written, so that the manifests are kept back too.",
    "stream": "The stream cannot be taken apart into documents.",
    "error": "The document cannot be hardened, so that nothing is written.",
}
"""The rules that are no guardrails."""


class Rule(NamedTuple):
    """A rule's page in Markdown, and the first sentence of it."""

    id: str
    summary: str
    page: str


def rules() -> dict[str, Rule]:
    """Every rule by its id: the guardrails in the order in which they run, then the topics."""
    pages = {module.ID: cleandoc(str(module.__doc__)) for module in REGISTRY} | TOPICS
    return {rule: Rule(rule, _first_sentence(page), page) for rule, page in pages.items()}


def _first_sentence(page: str) -> str:
    return page.partition("\n")[0] if "\n" in page else page
