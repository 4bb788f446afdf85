"""Memory asked for ahead: a kernel goes on while the processor fetches what it will read in a moment.

A look into a table larger than the cache takes as long as some hundred instructions, and the processor by itself looks
ahead over a few dozen. Where a kernel knows earlier what it will read, asking for it costs one instruction.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_READ, _KEEP, _DATA = 0, 3, 1
"""What LLVM's ``prefetch`` is told: it will be read, more than once, and is no code."""
_BYTES: Final = ir.IntType(8).as_pointer()
_NUMBER: Final = ir.IntType(32)
_KIND: Final = ir.FunctionType(ir.VoidType(), [_BYTES, _NUMBER, _NUMBER, _NUMBER])


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def prefetch(_: Any, array: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Ask, inside of a kernel, for element ``at`` of a contiguous ``array``, counted through all its rows.

    What a kernel computes is the same without it. An element outside of the array is asked for in vain, no error.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        data = make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), _BYTES)
        function = cgutils.get_or_insert_function(builder.module, _KIND, "llvm.prefetch.p0i8")
        builder.call(function, [place, *(_NUMBER(told) for told in (_READ, _KEEP, _DATA))])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate
