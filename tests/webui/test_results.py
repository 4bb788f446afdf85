"""The result page: hits, totals, notes, sorting, and what it keeps in its address."""

from typing import Any
from urllib.parse import quote

from search import Note


def test_hits_show_title_snippet_source_section_authors_and_day(get: Any) -> None:
    page = get("/suche?q=Stadtrat&sort=neueste")
    assert "<mark>Stadtrat</mark>" in page.html
    assert page.link("Haushalt: Neues aus Stadt 60") == "/artikel/a060?q=Stadtrat&sort=neueste"
    assert "Elbblatt · Politik · Jana Öhler · 31. August 2024" in " · ".join(page.facts()[0])
    assert '<time datetime="2024-08-31T09:30+02:00">31. August 2024</time>' in page.html


def test_total_and_time_are_written_as_germans_write_them(get: Any, fake_engine: Any) -> None:
    page = get("/suche?q=Rathaus")
    assert "64 Treffer in 3 ms" in page.text
    fake_engine.items *= 20
    assert "1.280 Treffer" in get("/suche?q=Rathaus").text


def test_the_total_is_a_live_region(get: Any) -> None:
    assert ("p", {"class": "total", "role": "status"}) in get("/suche?q=Rathaus").elements


def test_relaxed_hits_say_which_word_they_lack(get: Any) -> None:
    page = get("/suche?q=Stadtrat+Hafen")
    assert "ohne: stadtrat" in page.text
    assert page.html.count('<li class="relaxed">') == 10


def test_matching_can_be_chosen_where_words_were_relaxed(get: Any) -> None:
    page = get("/suche?q=Stadtrat+Hafen")
    everything = get(page.link("Nur alle Wörter"))
    assert "0 Treffer" in everything.text
    some = get(page.link("Einige Wörter"))
    assert "20 Treffer" in some.text


def test_sorting_is_a_link_and_the_current_one_is_marked(get: Any) -> None:
    page = get("/suche?q=Rathaus")
    oldest = get(page.link("Älteste"))
    assert "5. November 2023" in oldest.text
    assert [attrs for tag, attrs in oldest.elements if attrs.get("aria-current")] == [
        {"href": "/suche?q=Rathaus&sort=aelteste", "aria-current": "true"},
        {"href": "/suche?q=Rathaus&sort=aelteste", "aria-current": "true"},
        {"href": "/suche?q=Rathaus&sort=aelteste", "aria-current": "page"},
    ]


def test_an_empty_query_lists_everything_newest_first(get: Any) -> None:
    page = get("/suche?q=")
    assert "Alle Artikel" in page.text and "66 Treffer" in page.text
    assert "Relevanz" not in page.labels()
    assert page.text.index("Stadt 63") < page.text.index("Stadt 62")


def test_a_note_is_said_in_german(get: Any, fake_engine: Any) -> None:
    fake_engine.notes = (Note("relaxed", "English", {"full": 2, "relaxed": 5}), Note("unheard-of", "Only in English."))
    page = get("/suche?q=Stadtrat")
    assert "Nur wenige Artikel enthalten alle Wörter (2)." in page.text
    assert "Only in English." in page.text


def test_a_note_shows_the_place_that_it_is_about(get: Any, fake_engine: Any) -> None:
    fake_engine.notes = (Note("unbalanced-parenthesis", "-", position=14),)
    page = get("/suche?q=" + quote("eins UND zwei (drei <vier> " + "und " * 20))
    assert "<code>eins UND zwei <em>(drei</em> &lt;vier&gt; und und und und und un…</code>" in page.html


def test_markup_in_articles_and_queries_stays_text(get: Any) -> None:
    page = get("/suche?q=<script>alert(2)</script>+steht")
    assert "<script>" not in page.html
    assert "&lt;<mark>script</mark>&gt;" in page.html
    assert "&#34;&gt;&lt;b&gt;Blatt" in page.html


def test_the_form_keeps_filters_and_sorting_for_the_next_query(get: Any) -> None:
    page = get("/suche?q=Rathaus&quelle=Elbblatt&sort=neueste&seite=2&von=2024-01-01")
    assert page.values("quelle") == ["Elbblatt", "Elbblatt"]
    assert page.values("sort") == ["neueste", "neueste"]
    assert page.values("seite") == []


def test_odd_queries_get_an_answer(get: Any) -> None:
    for query in ("%00", "%FF%FE", "🙂" * 50, "%22", "(((", "x" * 100_000, "%0d%0aSet-Cookie:a=b", "*"):
        assert get(f"/suche?q={query}").status == 200


def test_a_query_that_is_too_long_is_cut_and_the_page_says_so(get: Any, fake_engine: Any) -> None:
    page = get("/suche?q=" + "wort+" * 20_000)
    assert "Die Anfrage ist zu lang; gesucht wurde nach den ersten 2.000 Zeichen." in page.text
    assert len(fake_engine.requests[0].query) == 2000


def test_a_repeated_request_has_no_body_until_the_index_changes(get: Any, fake_engine: Any) -> None:
    first = get("/suche?q=Rathaus")
    again = get("/suche?q=Rathaus", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.html) == (304, "")
    fake_engine.items = fake_engine.items[1:]
    assert get("/suche?q=Rathaus", headers={"If-None-Match": first.headers["ETag"]}).status == 200


def test_one_page_costs_one_search_without_filters(get: Any, fake_engine: Any) -> None:
    get("/suche?q=Rathaus")
    assert len(fake_engine.requests) == 1


def test_a_result_page_is_small(get: Any) -> None:
    assert len(get("/suche?q=Rathaus&quelle=Elbblatt&seite=2").html.encode()) < 40_000
