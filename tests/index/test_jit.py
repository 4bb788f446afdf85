"""Kernels are compiled once, and again when something that is compiled into them has changed."""

from __future__ import annotations

import importlib.util
import itertools
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import typeof
from numba.core.compiler import Flags
from numba.core.targetconfig import ConfigStack

from index.kernels import call_types
from index.kernels.inner_kernels import has_arrays
from index.kernels.jit import checked_kernel, kernel

CALLED = "from index.kernels.jit import kernel\n\n@kernel\ndef called(x):\n    return x + {}\n"
CALLER = "from index.kernels.jit import kernel\nfrom {0} import {1}\n\n@kernel\ndef caller(x):\n    return {1}{2}\n"


def written(folder: Path, name: str, text: str) -> Path:
    """Write a module; one that was there already gets the same time, so that only what it says differs."""
    path = folder / f"{name}.py"
    path.write_text(text)
    os.utime(path, (1, 1))
    return path


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(folder: Path, monkeypatch: pytest.MonkeyPatch, other: str, text: str, imported: str) -> tuple[int, Any]:
    """Return what the kernel of a new process would answer, and how often it was compiled for that."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setitem(sys.modules, other, loaded(written(folder, other, text)))
    name, call = imported.split(maxsplit=1)
    caller = loaded(written(folder, "calling_kernel", CALLER.format(other, name, call))).caller
    return caller(1), sum(caller.stats.cache_misses.values())


def test_a_kernel_is_compiled_again_when_one_that_it_calls_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [
        asked(tmp_path, monkeypatch, "called_kernel", CALLED.format(more), "called (x)") for more in ("1", "1", "22")
    ]
    assert ways == [(2, 1), (2, 0), (23, 1)]


def test_a_kernel_is_compiled_again_when_a_constant_of_another_module_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [asked(tmp_path, monkeypatch, "a_constant", f"MORE = {more}\n", "MORE + x") for more in (1, 1, 2)]
    assert ways == [(2, 1), (2, 0), (3, 1)]


def test_a_kernel_is_compiled_once_for_a_number_and_for_numbers_as_written() -> None:
    @kernel
    def shifted(number: int, by: int, upwards: bool) -> int:
        return number + by if upwards else number - by

    @kernel
    def calls(number: int) -> int:
        return shifted(number, 0, True) + shifted(number, 5, upwards=False) + shifted(7, number, number > 1)

    assert calls(10) == 10 + 5 + 17
    dispatcher: Any = shifted
    assert len(dispatcher.inner.signatures) == 1


def called_and_calling() -> tuple[Any, Any]:
    """Return a new kernel, and one that calls it."""

    @kernel
    def called(number: int) -> int:
        return number + 1

    @kernel
    def calls(number: int) -> int:
        return called(number) + 1

    return called, calls


def test_a_kernel_that_a_kernel_calls_is_compiled_for_python_when_python_calls_it_too() -> None:
    called, calls = called_and_calling()
    assert calls(1) == 3
    assert (len(called.signatures), len(called.inner.signatures)) == (0, 1)
    assert (called(1), calls(1)) == (2, 3)
    assert (len(called.signatures), len(called.inner.signatures)) == (1, 1)
    with pytest.raises(TypeError, match="called, compiled for kernels"):
        called.inner(1)


def test_a_kernel_takes_in_what_python_called_before() -> None:
    called, calls = called_and_calling()
    assert (called(1), calls(1)) == (2, 3)
    assert (len(called.signatures), len(called.inner.signatures)) == (1, 0)


def test_a_kernel_that_a_kernel_calls_is_read_from_disk_by_its_next_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = written(tmp_path, "called_kernel", CALLED.format("4 // x"))
    answers = []
    for number in range(2):
        called = loaded(path)
        monkeypatch.setitem(sys.modules, "called_kernel", called)
        text = CALLER.format("called_kernel", "called", f"(x) + {number}")
        caller = loaded(written(tmp_path, f"caller_{number}", text)).caller
        answers.append((caller(1), sum(called.called.inner.stats.cache_misses.values())))
        assert not called.called.stats.cache_misses
        (inner,) = called.called.inner.overloads.values()
        assert inner.entry_point is inner.library  # no function: of what is read no machine code is made either
        with pytest.raises(ZeroDivisionError):
            caller(0)
    assert answers == [(5, 1), (6, 0)]


@pytest.mark.parametrize(
    ("argument", "chosen"),
    [(1, False), (np.arange(2), False), ((1, 2), False), ((np.arange(2), 1), True), (((np.arange(2),) * 2, 1), True)],
)
def test_what_takes_a_tuple_of_arrays_is_optimised_before_kernels_take_it_in(argument: object, chosen: bool) -> None:
    assert has_arrays(typeof(argument)) == chosen


def test_what_python_called_is_read_from_disk_and_taken_in_by_what_is_compiled_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = written(tmp_path, "called_kernel", CALLED.format(1))
    assert loaded(path).called(1) == 2
    again = loaded(path)
    monkeypatch.setitem(sys.modules, "called_kernel", again)
    assert again.called(1) == 2
    assert not again.called.stats.cache_misses
    (read,) = again.called.overloads.values()
    assert read.library.llvm_code is not None  # nobody has asked for it
    caller = loaded(written(tmp_path, "caller", CALLER.format("called_kernel", "called", "(x) + 1"))).caller
    assert (caller(1), again.called(2)) == (3, 3)
    assert (read.library.llvm_code, again.called.inner.signatures) == (None, [])


def test_an_index_outside_of_an_array_is_told_from_within_a_kernel_that_a_kernel_calls() -> None:
    @checked_kernel
    def called(numbers: np.ndarray, at: int) -> int:
        return int(numbers[at])

    @kernel
    def calls(numbers: np.ndarray, at: int) -> int:
        return called(numbers, at)

    assert calls(np.arange(3), 2) == 2
    with pytest.raises(IndexError):
        calls(np.arange(3), 3)


Signature = tuple[tuple[str, ...], dict[str, object]]


class Function(NamedTuple):
    """What stands for a function of Numba's."""

    typing_key: object


def numbering() -> Any:
    """Return what remembers answers that tell how many were found out so far."""
    found = itertools.count(1)
    return call_types.remembering(lambda *_: next(found))


def test_numba_is_asked_once_what_a_function_returns_for_types_and_again_for_others() -> None:
    remembered = numbering()
    add, subtract = Function("add"), Function("subtract")
    whole: Signature = (("int64", "int64"), {})
    calls: list[Signature] = [whole, whole, (("int64", "float64"), {}), (("int64",), {"dtype": "int64"}), whole]
    assert [remembered(add, None, *call) for call in calls] == [1, 1, 2, 3, 1]
    assert remembered(subtract, None, *whole) == 4


@pytest.mark.parametrize(("key", "anew"), [("getitem", True), (np.empty, False), (max, False)])
def test_numba_is_asked_again_where_indices_are_checked_if_that_matters(key: object, anew: bool) -> None:
    remembered = numbering()
    one, checked = Function(key), Flags()
    checked.boundscheck = True
    assert remembered(one, None, (), {}) == 1
    with ConfigStack().enter(checked):
        assert remembered(one, None, (), {}) == (2 if anew else 1)
    assert remembered(one, None, (), {}) == 1


def test_what_numba_cannot_type_is_asked_anew() -> None:
    answers = iter([None, "signature"])
    remembered = call_types.remembering(lambda *_: next(answers))
    one = Function("add")
    assert [remembered(one, None, (), {}) for _ in range(3)] == [None, "signature", "signature"]


def test_indices_are_checked_as_each_kernel_says_whichever_was_compiled_first() -> None:
    def taken(numbers: np.ndarray, at: int) -> int:
        return int(np.take(numbers, at))

    assert kernel(taken)(np.arange(3), 2) == 2
    with pytest.raises(IndexError):
        checked_kernel(taken)(np.arange(3), 3)


@kernel
def _arrays(size: int, given: np.ndarray[Any, Any]) -> Any:
    counts = np.arange(size)
    return counts, counts[1:3], np.zeros((2, size), np.uint8), given, given[1:]


def test_arrays_that_a_kernel_returns_are_those_of_numpy_and_looked_up_by_no_function() -> None:
    given = np.array([1.5, 2.5])
    given.flags.writeable = False
    _arrays(4, given)  # compiles
    called: list[str] = []
    sys.setprofile(lambda frame, event, _: called.append(frame.f_code.co_name) if event == "call" else None)
    try:
        found = _arrays(4, given)
    finally:
        sys.setprofile(None)
    assert called == ["_arrays"]
    assert all(type(one) is np.ndarray for one in found)
    assert [one.tolist() for one in found] == [[0, 1, 2, 3], [1, 2], [[0] * 4, [0] * 4], [1.5, 2.5], [2.5]]
    assert [one.dtype for one in found] == [np.int64, np.int64, np.uint8, np.float64, np.float64]
    assert [one.flags.writeable for one in found] == [True, True, True, False, False]
    part = found[1]
    del found
    _arrays(1_000_000, given)
    assert part.tolist() == [1, 2]  # which keeps the memory that it is part of
