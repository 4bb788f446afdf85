"""What was understood, what was meant, and why a hit is one: shown in words, each with its way on."""

import ast
from pathlib import Path
from typing import Any

import pytest

import search
import webui
from search import Explanation
from webui import texts, why
from webui.understood import RELATIONS

SEARCH = Path(search.__file__).parent


def test_each_word_is_shown_with_its_forms_and_can_be_changed(get: Any) -> None:
    page = get("/suche?q=Rathaus+Hafen")
    assert "Rathaus in allen Formen: Rathaus 64, Rathausa 64, Rathausab 64, Rathausabc 64 3 weitere" in page.text
    assert page.link("nur genau so „Rathaus“") == "/suche?q=%3DRathaus+Hafen"
    assert "Zusammensetzungen: Rathausabcd 64, Rathausabcde 64, Rathausabcdef 64" in page.text
    assert page.link("weglassen „Rathaus“") == "/suche?q=Hafen"


def test_every_relation_to_another_word_has_a_name() -> None:
    from index.relations.registry import relations
    from search.words import expansion

    of_the_word_itself = {"lemma"}
    names = {relation.name for relation in relations()} | {expansion.DERIVED, expansion.SYNONYM}
    assert names - of_the_word_itself == set(RELATIONS)


def test_changing_a_word_keeps_the_filters(get: Any) -> None:
    page = get("/suche?q=Rathaus+Hafen&quelle=Elbblatt&sort=neueste&seite=2")
    assert page.link("weglassen „Hafen“") == "/suche?q=Rathaus&quelle=Elbblatt&sort=neueste"


def test_unknown_words_are_named(get: Any) -> None:
    assert "Zzzz : kommt nirgends vor" in get("/suche?q=Rathaus+Zzzz").text.replace("Zzzz:", "Zzzz :")


def test_long_queries_are_folded(get: Any) -> None:
    page = get("/suche?q=Rathaus+Hafen+Stadt+Schule+Klinik+und+wird")
    assert "So wurden die 7 Wörter verstanden" in page.text


def test_a_correction_is_applied_only_where_nothing_is_found_and_leads_back(get: Any) -> None:
    page = get("/suche?q=Rathhaus")
    assert "Nichts gefunden für „Rathhaus“. Gezeigt wird, was „Rathaus“ findet." in page.text
    assert "<b>64 Treffer</b>" in page.html and page.values("q")[0] == "Rathaus"
    back = get(page.link("Stattdessen „Rathhaus“ suchen"))
    assert "<b>0 Treffer</b>" in back.html and "Gezeigt wird" not in back.text
    assert back.values("q")[0] == "Rathhaus" and back.values("korrektur") == ["nein"]


def test_otherwise_a_correction_is_offered_with_its_number_of_hits(get: Any) -> None:
    page = get("/suche?q=Rathhaus+Hafen&treffer=einige")
    offered = page.link("Rathaus Hafen")
    assert "Meinten Sie: Rathaus Hafen 64 Treffer" in page.text
    assert "<b>64 Treffer</b>" in get(offered).html


def test_every_hit_can_be_explained_without_javascript(get: Any) -> None:
    page = get("/suche?q=Stadtrat&quelle=Elbblatt")
    address = page.link("Warum dieser Treffer?")
    assert address.startswith("/warum/a0") and address.endswith("?q=Stadtrat&quelle=Elbblatt")
    told = get(address)
    assert "1,65 Punkte des Artikels" in told.text and "Beitrag von „stadtrat“" in told.text
    assert told.link("Zurück zu den Treffern") == "/suche?q=Stadtrat&quelle=Elbblatt"
    assert get("/warum/nichts?q=x").status == 404
    assert "nicht zu den Treffern" in texts.catalogue("explanations")["de"]["no-match"]


def test_without_a_query_there_is_nothing_to_explain(get: Any) -> None:
    page = get("/suche?q=")
    assert "Warum dieser Treffer" not in page.text and "verstanden" not in page.html


def test_similar_articles_are_below_an_article(get: Any) -> None:
    page = get("/artikel/a010")
    assert "Ähnliche Artikel" in page.text and page.link("Haushalt: Neues aus Stadt 0") == "/artikel/a000"


def codes(call: str, argument: int, folder: Path = SEARCH) -> set[str]:
    """Return the codes that are written in calls of a function or class."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name == call and isinstance(node, ast.Call):
                values = [*node.args[argument : argument + 1]]
                values += [keyword.value for keyword in node.keywords if keyword.arg == "code"]
                found |= {value.value for value in values if isinstance(value, ast.Constant)}
    return {code for code in found if isinstance(code, str)}


def test_every_note_of_the_engine_has_a_german_sentence_and_an_english_one() -> None:
    given = codes("Note", 0) | codes("note", 0) | codes("Note", 0, Path(webui.__file__).parent)
    assert {"capped", "relaxed", "unbalanced-quote", "not-a-date", "bad-date"} <= given
    assert given <= set(texts.catalogue("notes")["de"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_part_of_an_explanation_has_its_sentence(language: str) -> None:
    given = codes("Explanation", 3)
    assert {"score", "sum", "recency", "word", "rarity", "no-match"} <= given
    assert given == set(texts.catalogue("explanations")[language])


def test_parts_without_a_sentence_are_told_in_the_engine_s_words(client: Any) -> None:
    with client.application.test_request_context():
        assert why.sentence(Explanation(1.0, "as it is", code="unheard-of")) == "as it is"
        assert why.sentence(Explanation(1.0, "rarity", code="rarity")) == "rarity"
