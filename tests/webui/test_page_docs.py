"""What a reader can reach or set is described in ``docs/page.md``."""

import re
from pathlib import Path
from typing import Any

from webui import limits, parameters

DOCS = (Path(__file__).parents[2] / "docs" / "page.md").read_text(encoding="utf-8")
INTERNAL = {"/static/", "/sprache/"}


def test_every_address_is_described(client: Any) -> None:
    for rule in client.application.url_map.iter_rules():
        fixed = re.split(r"<", rule.rule)[0]
        assert fixed in INTERNAL or f"`{fixed}" in DOCS, rule.rule


def test_every_parameter_and_its_words_are_described() -> None:
    for name in (
        "q",
        "quelle",
        "ressort",
        "autor",
        "von",
        "bis",
        "sort",
        "treffer",
        "ansicht",
        "reihe",
        "seite",
        "anzahl",
    ):
        assert f"`{name}`" in DOCS
    for words in (parameters.SORTS, parameters.MATCHES, parameters.VIEWS, parameters.ORDERS):
        assert all(f"`{word}`" in DOCS for word in words)


def test_limits_are_the_ones_described() -> None:
    assert f"up to {limits.MAX_QUERY_CHARACTERS:,} characters" in DOCS
    assert f"up to {limits.MAX_FILTER_VALUES}" in DOCS
    assert f"1 to {limits.MAX_WINDOW // limits.PAGE_SIZE:,}" in DOCS
    assert f"0 to {limits.MAX_API_HITS}" in DOCS
    assert f"shows {limits.CONTEXT_LINES} matches at once" in DOCS


def test_pictures_exist_and_are_small() -> None:
    pictures = re.findall(r"\]\((images/[\w.]+)\)", DOCS)
    assert len(pictures) >= 5
    for picture in pictures:
        assert 0 < (Path(__file__).parents[2] / "docs" / picture).stat().st_size < 160_000
