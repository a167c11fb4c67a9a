"""Facts about container images: which user they run as, which paths they write to, what else they need.

    Catalogue().facts("reg.corp/docker.io/library/nginx@sha256:...").writable == ("/var/cache/nginx", "/run")

The facts of public images are data of the project (`facts.yaml`); a profile adds a user's own. The data are
loaded by the first look-up.
"""

from __future__ import annotations

from postrender.images.catalogue import Catalogue
from postrender.images.model import ANYBODY, NEEDS_ROOT, TAG_UNKNOWN, UNKNOWN, ImageFacts

__all__ = ["ANYBODY", "NEEDS_ROOT", "TAG_UNKNOWN", "UNKNOWN", "Catalogue", "ImageFacts"]
