"""What a call inside of a kernel returns, remembered: Numba would find it out anew for each call in each kernel.

To type ``a[i]`` or ``x + y``, Numba tries dozens of templates one after the other, and what a template is compiled from
(`np.empty`, `max`) it compiles again in every kernel whose flags differ. Most of this is asked again and again, with
the same types: remembering it saves an eighth of the processor time of compiling all kernels (measured in pairs).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba.core import types
from numba.core.targetconfig import ConfigStack

_FREE_OF_INDICES: Final[frozenset[object]] = frozenset({np.empty, np.zeros, np.ones, min, max})
"""What takes nothing out of arrays that it is given, so that it is the same where indices are checked."""
_Typing = Callable[[Any, Any, tuple[Any, ...], dict[str, Any]], Any]
"""Returns the signature of a function (the first argument) for types of arguments, by position and by name."""


def remember() -> None:
    """Have Numba remember, in this process, what built-in functions return; to be called once."""
    types.Function.get_call_type = remembering(types.Function.get_call_type)  # type: ignore[assignment,method-assign]


def remembering(find: _Typing) -> _Typing:
    """Return ``find``, asked once only for the same function and types; what fails is asked anew.

    Of the flags of kernels, only whether indices are checked is compiled into what they call, and not into everything.
    """
    known: Final[dict[object, Any]] = {}

    def remembered(function: Any, context: Any, args: tuple[Any, ...], kws: dict[str, Any]) -> Any:  # noqa: ANN401
        flags = None if function.typing_key in _FREE_OF_INDICES else ConfigStack.top_or_none()
        key = function, context, tuple(args), tuple(sorted(kws.items())), flags is not None and flags.boundscheck
        signature = known.get(key)
        if signature is None:
            signature = known[key] = find(function, context, args, kws)
        return signature

    return remembered
