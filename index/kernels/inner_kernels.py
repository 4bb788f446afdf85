"""How a kernel is compiled that another kernel calls: to what the caller takes in, and no further.

Numba would also write a wrapper by which Python could call it, and machine code, and both for nothing: all that the
caller needs is LLVM's code, of which it compiles its own copy. Most kernels are called by kernels only. For the same
reason its code is made simpler but not the best: the caller's copy is, together with all that is around it.
"""

from __future__ import annotations

from typing import Any, cast

import llvmlite.binding as llvm
from numba.core import sigutils, types
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, compile_result
from numba.core.registry import CPUDispatcher
from numba.core.types.containers import BaseTuple


class _Library(JITCodeLibrary):  # type: ignore[misc]  # Numba has no types
    """Code that is linked into its callers, and kept on disk for them, but never run by itself."""

    counts_references = False
    """Whether it goes through all passes."""

    def _optimize_functions(self, module: Any) -> None:  # noqa: ANN401  # LLVM has no types
        """Optimise each function of ``module`` that is defined there; Numba would try to with all that it names."""
        module.data_layout = self._codegen._data_layout
        passes, builder = self._codegen._function_pass_manager()
        for function in module.functions:
            if not function.is_declaration:
                passes.run(function, builder)

    def _optimize_final_module(self) -> None:
        """Make the code simpler, and no more: its callers take it in, and go on with all passes."""
        if self.counts_references:
            super()._optimize_final_module()
            return
        codegen = self._codegen
        passes, builder = codegen._module_pass_manager(
            loop_vectorize=codegen._loopvect, slp_vectorize=False, opt=codegen._opt_level, cost="cheap"
        )
        passes.run(self._final_module, builder)

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
        self.state.library.counts_references = any(map(has_arrays, self.state.args))
        return cast("list[object]", super().define_pipelines())


def has_arrays(kind: types.Type) -> bool:
    """Return whether an argument is a tuple of arrays.

    Whoever takes one out of it counts references to all, which goes only where what is called has been taken in; left
    to the callers, it made the readings of names six times as slow. Simple arrays cost nothing, as measured.
    """
    return isinstance(kind, BaseTuple) and not all(isinstance(one, types.Number) for one in kind)


class _ResultOnDisk(CompileResultCacheImpl):  # type: ignore[misc]  # Numba has no types
    def rebuild(self, target_context: Any, payload: tuple[Any, ...]) -> object:  # noqa: ANN401  # Numba has no types
        """Return the kernel as its callers take it in; Numba would make machine code of it."""
        (name, _, code), function, environment, signature, *_, environments = payload
        library = _Library(target_context.codegen(), name)
        library._final_module = llvm.parse_bitcode(code)
        library._finalize_final_module()
        return compile_result(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=library,
            entry_point=library,
            fndesc=function,
            signature=signature,
            environment=environment,
            referenced_envs=environments,  # kept, as its callers look for them
        )


class _Cache(FunctionCache):  # type: ignore[misc]  # Numba has no types
    _impl_class = _ResultOnDisk

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
