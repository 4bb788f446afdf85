"""The JSON interface."""

import json
from typing import Any

import pytest


def test_it_answers_what_the_engine_answered(client: Any, fake_engine: Any) -> None:
    from webui.parameters import Search

    response = client.get("/api/search?q=Stadtrat&sort=neueste")
    assert response.mimetype == "application/json"
    assert response.json == json.loads(
        json.dumps(fake_engine.search(Search("Stadtrat", sort="newest").request(words=True)).to_json())
    )


def test_it_takes_the_parameters_of_the_page(client: Any, fake_engine: Any) -> None:
    answer = client.get(
        "/api/search?q=Rathaus&quelle=Elbblatt&quelle=Havelbote&ressort=Politik&autor=Jana+%C3%96hler"
        "&von=2024-01&bis=2024-06&treffer=alle&seite=2&anzahl=3"
    ).json
    request = fake_engine.requests[-1]
    assert (request.sources, request.sections) == (("Elbblatt", "Havelbote"), ("Politik",))
    assert (str(request.since), str(request.until)) == ("2024-01-01", "2024-06-30")
    assert (request.match, request.offset, request.limit) == ("all", 3, 3)
    assert answer["total"] >= len(answer["hits"])


@pytest.mark.parametrize(
    "bad",
    [
        "seite=0",
        "sort=x",
        "von=Quatsch",
        "anzahl=101",
        "anzahl=-1",
        "seite=2000",
        "treffer=x",
        "q=" + "x" * 3000,
        "query=Stadtrat",
        "q=Stadtrat&limit=5",
    ],
)
def test_what_was_not_understood_is_an_error_in_json(client: Any, bad: Any) -> None:
    response = client.get(f"/api/search?{bad}")
    assert response.status_code == 400
    assert response.json["error"]["status"] == 400 and response.json["error"]["message"]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("von=2024-05-02&bis=2024-05-01", "The period ends before it starts."),
        ("q=" + "x" * 3000, "The query has 3000 characters; it may have 2000."),
        ("seite=0", "seite=0 is not a number from 1 on."),
    ],
)
def test_an_error_claims_nothing_that_was_not_done(client: Any, bad: str, message: str) -> None:
    assert client.get(f"/api/search?{bad}").json["error"]["message"] == message


def test_unknown_addresses_and_methods_are_errors_in_json(client: Any) -> None:
    error = client.get("/api/nichts").json["error"]
    assert error["status"] == 404 and "/api/search?q=" in error["message"]
    assert client.get("/api/article/keine").json["error"]["message"] == "There is no article with this id."
    response = client.post("/api/search")
    assert response.json["error"]["status"] == 405 and "GET" in response.headers["Allow"]


def test_an_unforeseen_error_is_json_without_details(client: Any, fake_engine: Any) -> None:
    client.application.testing = False
    fake_engine.search = None
    response = client.get("/api/search?q=x")
    assert response.status_code == 500 and "Traceback" not in response.text
    assert response.json["error"]["status"] == 500


def test_suggestions_go_on_from_what_is_typed(client: Any) -> None:
    answer = client.get("/api/suggest?q=Sta").json
    assert answer["query"] == "Sta"
    assert [one["text"] for one in answer["suggestions"]] == ["Stadt", "Stadtrat"]
    assert answer["suggestions"][0] == {"text": "Stadt", "query": "Stadt", "kind": "word", "articles": 7}
    assert client.get("/api/suggest").json["suggestions"] == []


def test_suggestions_for_browsers(client: Any) -> None:
    response = client.get("/api/suggest?q=Stadtr&format=opensearch")
    assert response.mimetype == "application/x-suggestions+json"
    assert response.json == ["Stadtr", ["Stadtrat"], ["7 Treffer"], ["http://localhost/suche?q=Stadtrat"]]


def test_corrections_are_told_and_can_be_refused(client: Any) -> None:
    answer = client.get("/api/search?q=Rathhaus").json
    assert answer["correction"]["query"] == "Rathaus" and answer["correction"]["applied"] and answer["total"] == 64
    refused = client.get("/api/search?q=Rathhaus&korrektur=nein").json
    assert refused["correction"] is None and refused["total"] == 0
