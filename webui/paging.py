"""Turning pages: which pages a result list offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webui import links
from webui.limits import MAX_WINDOW, PAGE_SIZE

if TYPE_CHECKING:
    from webui.parameters import Search

NEIGHBOURS: Final = 2
"""Pages offered on either side of the current one, beside the first and the last."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page that is offered; ``number`` is 0 for a gap."""

    number: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages offered around the current one; an empty address means there is no such page."""

    current: int
    last: int
    previous: str
    following: str
    pages: tuple[Page, ...]
    cut: bool
    """Whether there are more hits than can be reached by turning pages."""


def last_page(total: int) -> int:
    """Return the number of the last page that can be reached, at least 1."""
    reachable = min(total, MAX_WINDOW)
    return max(1, -(-reachable // PAGE_SIZE))


def paging(search: Search, total: int) -> Paging:
    """Return what to offer on the current page of *total* hits."""
    last = last_page(total)
    current = min(search.page, last)
    first = links.results(search.anew())

    def address(number: int) -> str:
        if not 1 <= number <= last:
            return ""
        return first if number == 1 else f"{first}&seite={number}"

    return Paging(
        current=current,
        last=last,
        previous=address(current - 1),
        following=address(current + 1),
        pages=tuple(Page(number, address(number)) for number in _numbers(current, last)),
        cut=total > MAX_WINDOW and current == last,
    )


def _numbers(current: int, last: int) -> list[int]:
    """Return ``[1, 0, 4, 5, 6, 0, 100]``: the ends, the neighbours, and 0 for a gap."""
    near = range(current - NEIGHBOURS, current + NEIGHBOURS + 1)
    offered = sorted({1, last, *(number for number in near if 1 <= number <= last)})
    numbers: list[int] = []
    for number in offered:
        gap = number - numbers[-1] if numbers else 1
        if gap == 2:  # a gap of one page is the page itself
            numbers.append(number - 1)
        elif gap > 2:
            numbers.append(0)
        numbers.append(number)
    return numbers
