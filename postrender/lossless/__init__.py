"""A lossless patcher for YAML: `apply(text, operations) -> text`. It knows no Kubernetes.

RFC 6902 operations are applied to the text itself: comments, order, quotes, indentation and line ends stay
wherever no operation points. A text means what kubectl reads in it; the result is read again and compared
with what `jsonpatch` makes of the data, each time.
"""

# Before its parts import it from further down: where a frame is the first in a chunk of CPython's stack, each
# call there maps the chunk anew, and the imports of ruamel.yaml would stand at such a depth.
import ruamel.yaml  # noqa: F401

from postrender.lossless.document import Document
from postrender.lossless.errors import LosslessError
from postrender.lossless.patch import Operation, Patched, apply, patch

__all__ = ["Document", "LosslessError", "Operation", "Patched", "apply", "patch"]
