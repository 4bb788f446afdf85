"""Arrays told to a kernel by numbers: where in memory the entries begin, and how many there are.

Each array that Python hands to a kernel costs 0.2 microseconds, and the columns of all segments could not be handed
over at all: so they are rows of a table. Who makes such a row keeps the arrays; a kernel that is told of one that is
gone reads whatever is there now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

_Viewer = Callable[[Any, Any], Any]


def _viewer(entry: Any, *, readonly: bool) -> _Viewer:  # noqa: ANN401  # Numba has no types
    """Return what makes an array of ``entry`` numbers, inside of a kernel, of an address and a length."""
    kind = types.Array(entry, 1, "C", readonly=readonly)

    @intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
    def view(_: Any, address: Any, length: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
            array, stored = make_array(kind)(context, builder), context.get_data_type(entry)
            size = context.get_constant(types.intp, context.get_abi_sizeof(stored))
            data = builder.inttoptr(arguments[0], stored.as_pointer())
            populate_array(array, data=data, shape=[arguments[1]], strides=[size], itemsize=size, meminfo=None)
            return array._getvalue()

        return kind(types.int64, types.int64), generate

    found: _Viewer = view
    return found


bytes_at: Final = _viewer(types.uint8, readonly=True)
"""A column of bytes at an address, with so many entries; as read-only as columns are when Python hands them over ..."""
starts_at: Final = _viewer(types.uint32, readonly=True)
"""... one of 32-bit places ..."""
traits_at: Final = _viewer(types.uint16, readonly=True)
"""... one of numbers of two bytes ..."""
keys_at: Final = _viewer(types.uint64, readonly=True)
"""... one of hashes, or of other numbers of eight bytes ..."""
floats_at: Final = _viewer(types.float64, readonly=True)
"""... one of numbers with a point ..."""
flags_at: Final = _viewer(types.boolean, readonly=True)
"""... one that says of each entry whether something is true."""
documents_at: Final = _viewer(types.int32, readonly=False)
"""A list of documents, as kernels make them ..."""
counts_at: Final = _viewer(types.int64, readonly=False)
"""... what is counted in each ..."""
weights_at: Final = _viewer(types.int16, readonly=False)
"""... and the weight of the best form there."""
scores_at: Final = _viewer(types.float64, readonly=False)
"""What documents score, or what decides about them ..."""
bits_at: Final = _viewer(types.uint64, readonly=False)
"""... and a set of them."""


@intrinsic  # type: ignore[untyped-decorator]
def address_of(_: Any, array: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return, inside of a kernel, where the entries of a contiguous array begin."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        data = make_array(signature.args[0])(context, builder, arguments[0]).data
        return builder.ptrtoint(data, context.get_value_type(types.int64))

    return types.int64(array), generate
