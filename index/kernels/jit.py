"""The decorator of all kernels: compiled by Numba at first use, without the GIL, cached on disk."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import llvmlite.binding as llvm
import numpy as np
from numba import njit
from numba.core import event
from numba.core.caching import CompileResultCacheImpl, IndexDataCacheFile
from numba.core.codegen import JITCodeLibrary
from numba.core.registry import CPUDispatcher, cpu_target
from numba.core.types.misc import unliteral

from index.kernels import boxed_arrays, call_types, compiling
from index.kernels.inner_kernels import InnerDispatcher, overload_of

Number = Any
"""A scalar inside a kernel; Numba infers its width."""
_OPTIONS: Final = {"nogil": True, "cache": True, "no_cfunc_wrapper": True}
"""No wrapper for being called from C: nobody does, and it takes a twentieth of the time that compiling takes."""
_Function = TypeVar("_Function", bound=Callable[..., Any])


def kernel(function: _Function) -> _Function:
    """Return ``function`` compiled; it is called as before."""
    return cast("_Function", _ours(njit(**_OPTIONS)(function)))


def checked_kernel(function: _Function) -> _Function:
    """Return ``function`` compiled, with every index checked: what reads files, which may be damaged.

    An index outside of an array is an IndexError then, as in NumPy; without the check it is a crash of the process.
    """
    return cast("_Function", _ours(njit(**_OPTIONS, boundscheck=True)(function)))


class _ForgivingCacheFile(IndexDataCacheFile):  # type: ignore[misc]  # Numba has no types
    """What was compiled before. What an older version left, whose classes may be gone, counts as nothing."""

    def _load_index(self) -> dict[object, str]:
        try:
            return cast("dict[object, str]", super()._load_index())
        except (AttributeError, ImportError, EOFError, pickle.UnpicklingError):
            return {}


_NO_CODE: Final = llvm.parse_assembly("").as_bitcode()


class _Library(JITCodeLibrary):  # type: ignore[misc]  # Numba has no types
    """The code of a kernel. Where it was compiled before, ``llvm_code`` is None once it was read."""

    llvm_code: bytes | None = None

    def _optimize_functions(self, module: Any) -> None:  # noqa: ANN401  # LLVM has no types
        """Optimise nothing yet: what is done with a whole module begins with the same passes."""
        module.data_layout = self._codegen._data_layout

    def _get_module_for_linking(self) -> object:
        if self.llvm_code is not None:
            self._shared_module = llvm.parse_bitcode(self.llvm_code)
            self._codegen._engine._load_defined_symbols(self._shared_module)
            self.llvm_code = None
        return super()._get_module_for_linking()


class _ResultOnDisk(CompileResultCacheImpl):  # type: ignore[misc]  # Numba has no types
    """How a compiled kernel is kept on disk: as Numba keeps it.

    Numba reads all of it, LLVM code too, which is half of the 5 ms of loading a kernel. That is only for kernels that
    are compiled later and take this one in, so it is read when one does.
    """

    def rebuild(self, target_context: Any, payload: tuple[Any, ...]) -> object:  # noqa: ANN401  # Numba has no types
        """Return the kernel."""
        (name, kind, (machine_code, llvm_code)), function, *others = payload
        # What else Numba learns of the LLVM code: which functions it may ask the machine code for.
        functions = {function.llvm_func_name, function.llvm_cpython_wrapper_name}
        target_context.codegen()._engine._defined_symbols |= functions
        result = super().rebuild(target_context, ((name, kind, (machine_code, _NO_CODE)), function, *others))
        result.library.llvm_code = llvm_code
        return result


class _Dispatcher(CPUDispatcher):  # type: ignore[misc]  # Numba has no types
    """A kernel that is compiled once for all numbers of a type, where Numba would compile it again for each literal."""

    def get_call_template(self, args: tuple[Any, ...], kws: dict[str, Any]) -> tuple[Any, ...]:
        """Return the signature of a call from another kernel."""
        plain = tuple(map(unliteral, args)), {name: unliteral(kind) for name, kind in kws.items()}
        _, folded = self.fold_argument_types(*plain)
        if tuple(folded) in self.overloads:  # Python has called it before: that is taken in as well
            return cast("tuple[Any, ...]", super().get_call_template(*plain))
        return cast("tuple[Any, ...]", self.inner.get_call_template(*plain))

    def get_overload(self, sig: object) -> object:
        """Return what another kernel calls, for a signature that was compiled."""
        return overload_of(self, sig) or self.inner.get_overload(sig)

    def add_overload(self, result: Any) -> None:  # noqa: ANN401  # Numba has no types
        """Take what was compiled, and tell it where the inner kernels in it find their constants."""
        super().add_overload(result)
        for environment in result._find_referenced_environments():
            result.library.codegen.set_env(environment.env_name, environment)

    @cached_property
    def inner(self) -> InnerDispatcher:
        """What other kernels call."""
        return InnerDispatcher.of(self)


def _ours(dispatcher: Any) -> Any:  # noqa: ANN401  # Numba has no types
    """Return a dispatcher that is called as above, and reads what was compiled before if nothing in it has changed."""
    dispatcher.__class__ = _Dispatcher
    dispatcher._cache._impl.__class__ = _ResultOnDisk
    file = dispatcher._cache._cache_file
    file.__class__ = _ForgivingCacheFile
    used = (boxed_arrays.VERSION, file._source_stamp, *_used_by(dispatcher.py_func))
    file._source_stamp = hashlib.sha256(repr(used).encode()).hexdigest()
    return dispatcher


def _used_by(function: Callable[..., Any]) -> Iterator[object]:
    """Yield what is compiled into a kernel from outside of it: other kernels as their stamps, constants as values.

    Numba compares only the file that a kernel stands in, and would run what is compiled with another module's past.
    """
    for name in function.__code__.co_names:
        value: Any = function.__globals__.get(name)
        if hasattr(value, "_cache"):
            yield name, value._cache._cache_file._source_stamp
        elif isinstance(value, np.ndarray):
            yield name, value.dtype.str, value.shape, hashlib.sha256(value.tobytes()).hexdigest()
        elif isinstance(value, int | float | str | bytes | tuple | np.generic):
            yield name, value
        elif hasattr(value, "_fields"):
            yield name, value._fields


class _Listener(event.Listener):  # type: ignore[misc]  # Numba has no types
    """Hears of what Numba compiles; what it reads from its cache is no compilation."""

    def on_start(self, _: object) -> None:
        compiling.compiled()

    def on_end(self, _: object) -> None:
        pass


event.register("numba:compile", _Listener())
cpu_target.target_context.codegen()._library_class = _Library
call_types.remember()
boxed_arrays.register()
cpu_target.target_context.refresh()  # loads what else Numba is made of, which would be loaded by the first kernel
