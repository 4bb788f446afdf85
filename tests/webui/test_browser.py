"""Stories in a real browser: nobody needs a mouse, nothing is hidden from anyone, nothing leaves the host."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.webui.browsing import focused, tab_to, type_in_box, wait_for_text, wait_for_total
from tests.webui.conftest import BERLIN
from webui.pages import today

pytestmark = pytest.mark.browser

STATES = {
    "home": "/",
    "results": "/suche?q=Rathaus&seite=3",
    "relaxed": "/suche?q=Stadtrat+Hafen",
    "narrowed": "/suche?q=Rathaus&quelle=Elbblatt&quelle=Havelbote&von=2024-01-01&bis=2024-12-31&seite=99",
    "compact": "/suche?q=Rathaus&ansicht=kompakt",
    "context": "/suche?q=Rathaus+Stadt&ansicht=kontext&reihe=rechts",
    "everything": "/suche?q=",
    "empty": "/suche?q=Rathhaus&ressort=Politik&autor=Niemand",
    "article": "/artikel/a010?q=Stadtrat+Haushalt",
    "help": "/hilfe",
    "trends": "/trends?q=Rathaus&q=Stadtrat&q=Hafen&q=Klinik&q=Schule",
    "trends without queries": "/trends",
    "why": "/warum/a010?q=Stadtrat+Haushalt",
    "why not": "/warum/a010?q=Nirgends",
    "why by date": "/warum/a010?q=Stadtrat&sort=neueste",
    "corrected": "/suche?q=Rathhaus",
    "offered": "/suche?q=Rathhaus+Hafen&treffer=einige",
    "weeks": "/suche?q=Rathaus&von=2024-02-01&bis=2024-03-31",
    "missing": "/artikel/nichts",
}
WIDTHS = (320, 768, 1400)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Any, state: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(STATES[state])
    standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    only_colours_differ = {"type": "rule", "values": ["color-contrast"]}
    for scheme, rules in (("light", {"type": "tag", "values": standards}), ("dark", only_colours_differ)):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"runOnly": rules})
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


@pytest.mark.parametrize("state", STATES)
def test_no_page_scrolls_sideways(open_page: Any, state: str) -> None:
    page = open_page(STATES[state])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_words_and_addresses_do_not_widen_the_page(open_page: Any, fake_engine: Any) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsverordnung" * 2
    fake_engine.items[0] = replace(
        fake_engine.items[0], title=word, text=word, source=word, section=word, authors=(word,)
    )
    for path in ("/", f"/suche?q={word}&quelle={word}", "/suche?q=" + word * 3, f"/artikel/a000?q={word}"):
        page = open_page(path, viewport={"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_person_without_a_mouse_searches_narrows_reads_and_goes_back(open_page: Any) -> None:
    page = open_page("/")
    type_in_box(page, "Rathaus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Rathaus")
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    tab_to(page, "Neueste")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=neueste")
    tab_to(page, "Elbblatt 22")
    page.keyboard.press("Enter")
    page.wait_for_url("**quelle=Elbblatt**")
    wait_for_total(page, 22)
    tab_to(page, "Hafen: Neues aus Stadt 63")
    page.keyboard.press("Enter")
    page.wait_for_url("**/artikel/a063**")
    assert page.get_by_role("heading", level=1).inner_text() == "Hafen: Neues aus Stadt 63"
    tab_to(page, "Zurück zu den Treffern")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Rathaus&quelle=Elbblatt&sort=neueste")
    tab_to(page, "Filter entfernen: Quelle Elbblatt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Rathaus&sort=neueste")


def test_focus_is_always_visible(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus&quelle=Elbblatt")
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate("(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert style[0] != "none" and style[1] != "0px", focused(page)


def test_a_period_is_typed_and_applied(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus")
    page.get_by_role("textbox", name="Von").fill("1. Mai 2024")
    page.get_by_role("textbox", name="Bis").fill("Mai 2024")
    page.get_by_role("button", name="Anwenden").click()
    page.get_by_role("link", name="Filter entfernen: Zeitraum Mai 2024").wait_for()
    assert page.get_by_role("list", name="Gesetzte Filter").get_by_role("link").count() == 1
    wait_for_total(page, 6)


def test_the_browser_s_back_button_restores_each_state(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus")
    page.get_by_role("link", name="Havelbote").click()
    page.wait_for_url("**quelle=Havelbote")
    page.get_by_role("link", name="Weiter").click()
    page.wait_for_url("**seite=2")
    page.go_back()
    page.go_back()
    assert page.url.endswith("/suche?q=Rathaus")
    wait_for_total(page, 64)


def test_it_works_without_javascript(open_page: Any) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Suche im Archiv").fill("Stadtrat")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Haushalt: Neues aus Stadt 60", exact=True).click()
    wait_for_text(page.locator("article .text mark").first, "Stadtrat")


def test_landmarks_and_headings_tell_the_page(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus")
    for role in ("banner", "search", "main", "contentinfo", "complementary"):
        assert page.get_by_role(role).count() == 1
    levels = page.eval_on_selector_all("h1,h2,h3", "found => found.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_is_light_and_does_not_shift(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus&seite=2")
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(entry => entry.transferSize)"
    )
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => {"
        " for (const entry of list.getEntries()) sum += entry.value })"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 100) })"
    )
    assert sum(sizes) <= 60_000 and len(sizes) <= 4
    assert shift == 0


def test_forced_colours_and_print_keep_the_matches(open_page: Any) -> None:
    page = open_page("/artikel/a010?q=Stadtrat", forced_colors="active", reduced_motion="reduce")
    assert page.locator("article mark").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("article mark").first.is_visible()
    assert not page.get_by_role("search").is_visible()


def test_keys_walk_open_and_come_back(open_page: Any) -> None:
    page = open_page("/suche?q=Stadtrat")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == "Haushalt: Neues aus Stadt 60"
    page.keyboard.press("o")
    page.wait_for_url("**/artikel/a060**")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("u")
    page.wait_for_url("**/suche?q=Stadtrat")
    page.keyboard.press("/")
    type_in_box(page, "j?")
    assert page.get_by_label("Suche im Archiv").input_value() == "j?"


def test_keys_can_be_switched_off(open_page: Any) -> None:
    page = open_page("/suche?q=Stadtrat")
    page.keyboard.press("?")
    page.wait_for_url("**/hilfe")
    page.get_by_label("Tasten benutzen").uncheck()
    page.go_back()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_a_list_that_was_closed_stays_closed_when_a_late_answer_comes(open_page: Any) -> None:
    page = open_page("/suche?q=Hafen")
    page.goto("/")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/api/suggest*", hold)
    box = page.get_by_role("combobox", name="Suche im Archiv")
    with page.expect_request("**/api/suggest*"):
        box.fill("haf")
    box.press("Escape")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    assert page.get_by_role("listbox").count() == 0


def test_own_searches_are_suggested_and_never_hijack_enter(open_page: Any) -> None:
    page = open_page("/suche?q=Hafen")
    page.goto("/suche?q=Hafengebiet")
    page.goto("/")
    box = page.get_by_role("combobox", name="Suche im Archiv")
    box.fill("haf")
    wait_for_text(page.get_by_role("option"), ["Hafengebieteigene Suche", "Hafeneigene Suche"])
    box.press("ArrowDown")
    assert box.input_value() == "Hafengebiet"
    assert page.get_by_role("option", selected=True).inner_text().startswith("Hafengebiet")
    box.press("Escape")
    assert box.input_value() == "haf" and page.get_by_role("listbox").count() == 0
    box.press("Enter")
    page.wait_for_url("**/suche?q=haf")
    page.keyboard.press("/")
    box.fill("haf")
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/suche?q=Hafen")


def test_a_suggestion_is_searched_by_click_and_forgotten_on_demand(open_page: Any) -> None:
    page = open_page("/suche?q=Hafen")
    page.goto("/")
    page.get_by_role("combobox").fill("h")
    page.get_by_role("option", name="Hafen").click()
    page.wait_for_url("**/suche?q=Hafen")
    page.goto("/hilfe")
    page.get_by_label("Eigene Suchen in diesem Browser merken").uncheck()
    page.goto("/suche?q=Klinik")
    page.get_by_role("combobox").press("ArrowDown")
    assert page.get_by_role("option").count() == 0
    assert page.evaluate("localStorage.getItem('fundstelle.searches')") == "[]"


def test_axe_finds_nothing_on_open_suggestions(open_page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page("/suche?q=Hafen")
    page.get_by_role("combobox").fill("H")
    page.get_by_role("combobox").press("ArrowDown")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_dragging_over_the_timeline_selects_a_period(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus")
    drawing = page.locator(".timeline svg").bounding_box()
    step = drawing["width"] / 11
    page.mouse.move(drawing["x"] + 2.5 * step, drawing["y"] + 40)
    page.mouse.down()
    page.mouse.move(drawing["x"] + 4.5 * step, drawing["y"] + 20, steps=4)
    assert page.locator(".timeline a.drawn").count() == 3
    page.mouse.up()
    page.wait_for_url("**von=2024-01-01&bis=2024-03-31")
    drawing = page.locator(".timeline svg").bounding_box()
    page.mouse.click(drawing["x"] + 5, drawing["y"] + 40)
    page.wait_for_url("**von=2024-01-01&bis=2024-01-07")
    page.get_by_role("link", name="alle Zeiten zeigen").click()
    page.wait_for_url("**/suche?q=Rathaus")


def test_axe_finds_nothing_on_an_unfolded_article(open_page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page("/artikel/a010?q=Stadtrat")
    page.get_by_text("Zitieren").click()
    assert page.get_by_label("Adresse zum Weitergeben").input_value() == page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_journalist_finds_last_summer_s_reports_and_cites_one(open_page: Any) -> None:
    page = open_page("/")
    page.get_by_label("Suche im Archiv").fill("Stadtrat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Stadtrat")
    page.get_by_role("textbox", name="Von").fill("Juni 2024")
    page.get_by_role("textbox", name="Bis").fill("Sommer 2024")
    page.get_by_role("button", name="Anwenden").click()
    page.get_by_role("link", name="Neueste", exact=True).click()
    wait_for_text(page.locator(".hits time"), ["31. August 2024", "12. Juli 2024"])
    page.locator(".hits a").first.click()
    page.get_by_text("Zitieren").click()
    assert "In: Elbblatt, 31. August 2024." in page.locator(".citation").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename.endswith(".bib")


def test_a_journalist_looks_for_last_week_s_coverage_of_a_minister(open_page: Any, fake_engine: Any) -> None:
    monday = today() - timedelta(days=today().weekday() + 7)
    noon = datetime.combine(monday, time(12), tzinfo=BERLIN)
    fake_engine.items += [
        replace(
            fake_engine.items[0], id=f"m{day}", title=f"Ministerin, Tag {day}", published=noon + timedelta(days=day)
        )
        for day in range(-3, 9)
    ]
    page = open_page("/")
    type_in_box(page, "Ministerin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Ministerin")
    wait_for_total(page, 12)
    page.get_by_role("textbox", name="Von").fill("letzte Woche")
    page.get_by_role("textbox", name="Bis").fill("letzte Woche")
    page.get_by_role("button", name="Anwenden").click()
    wait_for_total(page, 7)
    page.get_by_role("link", name="Neueste", exact=True).click()
    wait_for_text(page.locator(".hits h2").first, "Ministerin, Tag 6")
    assert page.locator(".timeline figcaption").inner_text().split("\n")[1].startswith("Treffer am Tag")
    page.locator(".timeline svg a").nth(2).click()
    page.wait_for_url(f"**von={monday + timedelta(days=2)}&bis={monday + timedelta(days=2)}**")
    wait_for_total(page, 1)
    page.go_back()
    wait_for_total(page, 7)


def test_a_reader_who_mistypes_is_led_to_what_was_meant_and_can_insist(open_page: Any) -> None:
    page = open_page("/")
    page.get_by_label("Suche im Archiv").fill("Rathhaus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Rathhaus")
    wait_for_total(page, 64)
    assert page.get_by_label("Suche im Archiv").input_value() == "Rathaus"
    assert "Nichts gefunden für „Rathhaus“" in page.locator(".offer").inner_text()
    page.get_by_role("link", name="Stattdessen „Rathhaus“ suchen").click()
    wait_for_total(page, 0)
    page.get_by_role("link", name="ähnlich geschriebene Wörter").click()
    wait_for_total(page, 64)


def test_a_word_is_made_exact_and_left_out_by_keyboard(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus+Hafen")
    tab_to(page, "nur genau so „Rathaus“")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=%3DRathaus+Hafen")
    tab_to(page, "weglassen „Hafen“")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=%3DRathaus")


def test_suggestions_of_the_index_come_after_own_searches(open_page: Any) -> None:
    page = open_page("/suche?q=Stadtrat")
    page.goto("/")
    box = page.get_by_role("combobox", name="Suche im Archiv")
    box.press_sequentially("sta")
    page.get_by_role("option", name="Stadt Wort").wait_for()
    assert page.get_by_role("option").all_inner_texts() == ["Stadtrat\neigene Suche", "Stadt\nWort · 7"]
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert box.input_value() == "Stadt"
    assert box.get_attribute("aria-activedescendant") == page.get_by_role("option", selected=True).get_attribute("id")
    box.press("Enter")
    page.wait_for_url("**/suche?q=Stadt")


def test_a_hit_is_explained_in_place_and_folded_again(open_page: Any) -> None:
    page = open_page("/suche?q=Stadtrat")
    button = page.get_by_role("button", name="Warum dieser Treffer?").first
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Punkte des Artikels").wait_for()
    assert page.url.endswith("/suche?q=Stadtrat") and button.get_attribute("aria-expanded") == "true"
    page.keyboard.press(" ")
    assert not page.get_by_text("Punkte des Artikels").is_visible()
    from axe_playwright_python.sync_playwright import Axe

    page.keyboard.press(" ")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_on_a_phone_the_filters_are_one_tap_away(open_page: Any) -> None:
    page = open_page("/suche?q=Rathaus", viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page.get_by_role("link", name="Eingrenzen").tap()
    page.get_by_role("link", name="Havelbote").tap()
    page.wait_for_url("**quelle=Havelbote")
    assert page.get_by_role("link", name="Filter entfernen: Quelle Havelbote").is_visible()
    for link in page.locator(".choices a, .chips a, .switch a").all():
        assert link.bounding_box()["height"] >= 24
