"""The guardrails: each a module that says what it wants of a pod, and one driver that makes it so.

A guardrail has an `ID`, a `SAFETY` and a generator `check(pod, rules)` of settings and findings; its
docstring is its page in the docs. It changes nothing itself.
"""

from postrender.guardrails.driver import Change, harden
from postrender.guardrails.registry import REGISTRY
from postrender.guardrails.verdict import VERDICTS, verdict

__all__ = ["REGISTRY", "VERDICTS", "Change", "harden", "verdict"]
