"""Turning pages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.limits import MAX_WINDOW, PAGE_SIZE
from webui.paging import _numbers, last_page


def test_pages_neither_repeat_nor_miss_a_hit(get: Any) -> None:
    page, seen = get("/suche?q=Rathaus"), []
    while True:
        seen += [href.split("?")[0] for _, href in page.links if href.startswith("/artikel/")]
        if "Weiter" not in page.labels():
            break
        page = get(page.link("Weiter"))
    assert len(seen) == len(set(seen)) == 64


def test_head_and_links_name_the_neighbours(get: Any) -> None:
    page = get("/suche?q=Rathaus&seite=3")
    neighbours = {attrs["rel"]: attrs["href"] for tag, attrs in page.elements if tag == "link" and "rel" in attrs}
    assert neighbours["prev"].endswith("seite=2") and neighbours["next"].endswith("seite=4")
    assert ("ol", {"class": "hits", "start": "21"}) in page.elements


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "²", "9" * 30])
def test_a_bad_page_number_shows_the_first_page_and_says_so(get: Any, number: Any) -> None:
    page = get(f"/suche?q=Rathaus&seite={number}")
    assert page.status == 200
    assert "ist keine Zahl ab 1; gezeigt wird der Anfang." in page.text


def test_a_page_after_the_last_shows_the_last_and_says_so(get: Any) -> None:
    page = get("/suche?q=Rathaus&seite=99")
    assert "Seite 99 gibt es nicht; gezeigt wird die letzte, Seite 7." in page.text
    assert page.html.count('<p class="snippet">') == 4


def test_the_window_ends_and_the_last_page_says_so(get: Any, fake_engine: Any) -> None:
    fake_engine.items = fake_engine.items[:64] * 160
    page = get("/suche?q=Rathaus&seite=1000")
    assert "Blättern lässt sich bis zum 10.000. Treffer." in page.text
    assert "Weiter" not in page.labels()
    assert "Blättern lässt sich" not in get("/suche?q=Rathaus&seite=999").text


@given(total=st.integers(0, 10**9))
def test_the_last_page_holds_the_last_reachable_hit(total: Any) -> None:
    last = last_page(total)
    assert (last - 1) * PAGE_SIZE < max(1, min(total, MAX_WINDOW)) <= last * PAGE_SIZE


@given(last=st.integers(1, 1000), data=st.data())
def test_offered_pages_ascend_and_gaps_hide_at_least_two(last: Any, data: Any) -> None:
    current = data.draw(st.integers(1, last))
    numbers = _numbers(current, last)
    shown = [number for number in numbers if number]
    assert shown == sorted(set(shown)) and {1, current, last} <= set(shown) and len(numbers) <= 9
    for before, gap, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
        assert gap or after - before > 2
