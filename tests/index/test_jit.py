"""The decorator of kernels."""

from __future__ import annotations

from typing import Any

from index.jit import kernel


def test_a_kernel_is_compiled_once_for_a_number_and_for_numbers_as_written() -> None:
    @kernel
    def shifted(number: int, by: int, upwards: bool) -> int:
        return number + by if upwards else number - by

    @kernel
    def calls(number: int) -> int:
        return shifted(number, 0, True) + shifted(number, 5, upwards=False) + shifted(7, number, number > 1)

    assert calls(10) == 10 + 5 + 17
    dispatcher: Any = shifted
    assert len(dispatcher.signatures) == 1
