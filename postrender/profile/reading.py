"""Reading a profile that a user wrote: from text to a Profile, or to every mistake in it with its place.

Pure: files that `extends` names are read by a function that the caller passes in, who also says the date.
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from postrender.profile.builtin import KNOWN, builtin_layer, meant, resolve
from postrender.profile.document import Document
from postrender.profile.layers import layer, merge, profile
from postrender.profile.model import Profile
from postrender.profile.problem import Problem, ProfileError
from postrender.profile.schema import PROFILE

DEFAULT = "restricted"
"""What a profile extends that does not say."""
FILES = (".yaml", ".yml", ".json")
"""How the name of a file that a profile extends ends; a built-in profile's name has no such end."""

Load = Callable[[str], str]
"""The text of a file by its path; raises OSError or UnicodeError."""


def read(text: str, name: str, *, today: datetime.date, load: Load | None = None, at: str = "") -> Profile:
    """The profile in `text`, which messages call `name`: its path, or whatever the host calls it.

    `at` is the JSON Pointer of the profile inside the text, such as `/functionConfig`. Without `load` a
    profile cannot extend files.

    Raises ProfileError with all mistakes of the first document that has any.
    """
    chain = [_checked(Document(text, name, at), today)]
    while (parent := _extends(chain[-1])).endswith(FILES):
        chain.append(_checked(_open(parent, chain, load), today))
    base = _builtin(parent, chain[-1])
    layers = (layer(document.spec, document.place_in_spec) for document in reversed(chain))
    lineage = (*(document.name for document in chain[1:]), base)
    title = (chain[0].data.get("metadata") or {}).get("name", name)
    return profile(title, lineage, reduce(merge, layers, builtin_layer(base)))


def _checked(document: Document, today: datetime.date) -> Document:
    document.refuse(PROFILE.check(document.data, ""))
    document.refuse((*_expired(document.spec, today), *_contradictory_images(document.spec)))
    return document


def _expired(spec: Mapping[str, Any], today: datetime.date) -> Iterator[Problem]:
    for index, exemption in enumerate(spec.get("exemptions") or ()):
        until = exemption.get("until")
        if until and datetime.date.fromisoformat(until) < today:
            message = f"this exemption expired on {until}: remove it, or renew it with a later date"
            yield Problem(pointer=f"/spec/exemptions/{index}/until", message=message)


def _contradictory_images(spec: Mapping[str, Any]) -> Iterator[Problem]:
    if images := spec.get("images"):
        from postrender.images import entry  # few profiles need it

        for index, fields in enumerate(images):
            try:
                entry.read(fields)
            except ValueError as error:  # noqa: PERF203
                yield Problem(pointer=f"/spec/images/{index}", message=str(error))


def _extends(document: Document) -> str:
    return document.spec.get("extends") or DEFAULT


def _open(parent: str, chain: Sequence[Document], load: Load | None) -> Document:
    """The file that the last document of the chain extends."""
    document = chain[-1]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), parent))
    if load is None:
        raise _extends_error(document, "only a profile that is a file itself can extend a file")
    trail = [posixpath.normpath(each.name) for each in chain]
    if path in trail:
        circle = " -> ".join([*trail[trail.index(path) :], path])
        raise _extends_error(document, f"this profile extends itself: {circle}")
    try:
        return Document(load(path), path)
    except OSError as error:
        raise _extends_error(document, f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeError:
        raise _extends_error(document, f"cannot read {path}: it is not UTF-8") from None


def _builtin(name: str, document: Document) -> str:
    """The built-in profile of that name, with its version."""
    try:
        return resolve(name)
    except KeyError:
        known = f"known are {', '.join(KNOWN)}; a file's name ends in {' or '.join(FILES)}"
        raise _extends_error(document, f"there is no profile {name!r}; {known}", meant(name)) from None


def _extends_error(document: Document, message: str, suggestion: str = "") -> ProfileError:
    return document.error([Problem(pointer="/spec/extends", message=message, suggestion=suggestion)])
