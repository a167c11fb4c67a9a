"""The built-in profiles."""

from postrender.profile.model import GUARDRAILS, Profile, Variables, WritablePath


def builtin(name: str) -> Profile:
    """A built-in profile by name, as in `restricted` or `restricted@1`."""
    return Profile(
        name="restricted@1",
        guardrails=dict.fromkeys(GUARDRAILS, "enforce"),
        writable_paths=(WritablePath(source="restricted@1", path="/tmp"),),
        variables=Variables(names=frozenset({"NAMESPACE", "ENVIRONMENT", "LOG_LEVEL", "cluster_name"})),
    )
