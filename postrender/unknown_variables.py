"""Variables that begin like kharden's settings and are none: a mistyped one must not weaken a run silently.

One like KHARDEN_VERSION may be somebody else's, so what resembles no setting is only reported. In a cluster a
Service whose name begins with `kharden` brings some to each pod of its namespace (kubernetes/kubernetes,
pkg/kubelet/envvars/envvars.go); nobody typed those.
"""

import re
from collections.abc import Iterable

from postrender.configuration import UsageError
from postrender.profile.problem import likely
from postrender.settings import OPTIONS, PREFIX

ELSEWHERE = ("KHARDEN_KUSTOMIZE_BUILD_OPTIONS", "KHARDEN_TOOLS")
"""Variables that are read elsewhere: by Argo CD's plugin, and by the tools of this project."""

_OF_A_SERVICE = r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)"


def warning(names: Iterable[str], *, strict: bool) -> str:
    """What to say of variables that set nothing; "" where there is no need to.

    Raises UsageError for one that was probably meant as a setting, and, if `strict`, for every one.
    """
    variables = {option.name: option.variable for option in OPTIONS}
    text = ""
    for name in sorted(names):
        if name in ELSEWHERE or re.fullmatch(_OF_A_SERVICE, name):
            continue
        meant = likely(name[len(PREFIX) :], list(variables))
        problem = f"{name} is not a setting of kharden"
        if meant:
            raise UsageError(f"{problem}; did you mean {variables[meant]}?")
        if strict:
            raise UsageError(f"{problem}, which --strict refuses")
        text += f"kharden: {problem}: it does nothing (kharden --help lists them)\n"
    return text
