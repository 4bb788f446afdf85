"""How a kernel is compiled that another kernel calls: to what the caller takes in, and no further.

Numba would also write a wrapper by which Python could call it, and machine code, and both for nothing: all that the
caller needs is LLVM's code, of which it compiles its own copy. Most kernels are called by kernels only.
"""

from __future__ import annotations

from typing import Any, cast

from numba.core import sigutils
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher


class _Library(JITCodeLibrary):  # type: ignore[misc]  # Numba has no types
    """Code that is linked into its callers, and kept on disk for them, but never run by itself."""

    def _optimize_functions(self, module: Any) -> None:  # noqa: ANN401  # LLVM has no types
        """Optimise each function of ``module`` that is defined there; Numba would try to with all that it names."""
        module.data_layout = self._codegen._data_layout
        passes, builder = self._codegen._function_pass_manager()
        for function in module.functions:
            if not function.is_declaration:
                passes.run(function, builder)

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def serialize_using_object_code(self) -> tuple[object, ...]:
        """Return what is kept on disk: without machine code, as there is none."""
        return cast("tuple[object, ...]", self.serialize_using_bitcode())


class _Compiler(Compiler):  # type: ignore[misc]  # Numba has no types
    def define_pipelines(self) -> list[object]:
        """Return Numba's own passes, told to stop before machine code."""
        self.state.flags.no_compile = True
        self.state.library = _Library(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        return cast("list[object]", super().define_pipelines())


class _Cache(FunctionCache):  # type: ignore[misc]  # Numba has no types
    def _index_key(self, sig: object, codegen: object) -> tuple[object, ...]:
        return (*super()._index_key(sig, codegen), "inner")


class InnerDispatcher(CPUDispatcher):  # type: ignore[misc]  # Numba has no types
    """A kernel as kernels call it; Python can't."""

    @classmethod
    def of(cls, dispatcher: Any) -> InnerDispatcher:  # noqa: ANN401  # Numba has no types
        """Return the kernel ``dispatcher`` as kernels call it, kept in the same file on disk."""
        options = {**dispatcher.targetoptions, "no_cpython_wrapper": True}
        inner = cls(dispatcher.py_func, targetoptions=options, pipeline_class=_Compiler)
        inner._cache = _Cache(dispatcher.py_func)
        inner._cache._cache_file = dispatcher._cache._cache_file
        return inner

    def add_overload(self, result: Any) -> None:  # noqa: ANN401  # Numba has no types
        """Remember what was compiled, or read from disk, for the kernels that call it."""
        if result.entry_point is None:  # just compiled; callers know it by its library, as there is no function
            result = result._replace(entry_point=result.library)
            self.targetctx.insert_user_function(result.entry_point, result.fndesc, [result.library])
        self.overloads[tuple(result.signature.args)] = result

    def _compile_for_args(self, *_: object, **__: object) -> None:
        raise TypeError(f"{self.py_func.__qualname__}, compiled for kernels, was called by Python")


def overload_of(dispatcher: Any, signature: object) -> Any | None:  # noqa: ANN401  # Numba has no types
    """Return what was compiled for ``signature``, or nothing."""
    arguments, _ = sigutils.normalize_signature(signature)
    found = dispatcher.overloads.get(tuple(arguments))
    return found and found.entry_point
