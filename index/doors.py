"""How a package opens its door: a name is loaded from its module when it is first asked for.

So a question to the index does not pay for what only writing one needs, and modules of two packages may use each
other without one having to be loaded before the other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def lazily(package: str, homes: Mapping[str, Sequence[str]], modules: Sequence[str] = ()) -> Callable[[str], object]:
    """Return the ``__getattr__`` of ``package``: ``homes`` are modules with the names that they give to its door.

    Names of ``modules`` stand for the package's modules themselves.
    """
    home_of = {name: module for module, names in homes.items() for name in names}

    def load(name: str) -> object:
        if name in home_of:
            value: object = getattr(import_module(f"{package}.{home_of[name]}"), name)
        elif name in modules:
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        setattr(sys.modules[package], name, value)
        return value

    return load
