"""More like this: the articles about the same things, without the article itself."""

from __future__ import annotations

import pytest

from index import Article, Index
from search import Engine
from search.limits import MAX_SIMILAR
from tests.archive import archive

TOPICS = {
    "hafen": "Hafen Container Kran Schiff Reederei Kai Terminal Löschung Elbvertiefung",
    "schule": "Schule Lehrerin Unterricht Zeugnis Klassenzimmer Abitur Ferien Stundenplan",
    "wald": "Wald Borkenkäfer Förster Fichte Dürre Aufforstung Holzpreis Sägewerk",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("similar") / "index")
    with index.writer() as writer:
        for topic, words in TOPICS.items():
            for number in range(6):
                some = [word for at, word in enumerate(words.split()) if (at + number) % 3]
                writer.add(
                    Article(id=f"{topic}{number}", title=f"{some[0]} heute", text="Die und der " + " ".join(some))
                )
        for one in archive(2, 60):
            writer.add(one.article)
        writer.add(Article(id="leer", title="", text="!"))
    return Engine(index)


@pytest.mark.parametrize("topic", TOPICS)
def test_similar_articles_are_about_the_same(engine: Engine, topic: str) -> None:
    found = engine.similar(f"{topic}0")
    assert len(found) == 5
    assert {hit.id for hit in found} == {f"{topic}{number}" for number in range(1, 6)}
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_the_article_itself_is_not_among_them(engine: Engine) -> None:
    for number in range(20):
        assert f"a{number}" not in [hit.id for hit in engine.similar(f"a{number}", 1000)]
        assert len(engine.similar(f"a{number}", 1000)) <= MAX_SIMILAR


def test_nothing_is_similar_to_nothing(engine: Engine) -> None:
    assert engine.similar("leer") == () == engine.similar("keiner")
