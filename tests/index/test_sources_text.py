"""Plain text files: title, body, and none of the page around them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from index.sources import ReadOptions, Reject, read
from index.sources.furniture import split_title, without_furniture

BODY = """Der Gemeinderat von Oberhausen hat am Donnerstag den Haushalt für das kommende Jahr beschlossen.

Für die Schulen ist mehr Geld da, sagte die Kämmerin. Lesen Sie mehr mit Kindern, riet sie den Eltern.

„Das war ein guter Tag“, sagte der Bürgermeister."""


def one(folder: Path, content: str | bytes, name: str = "a.txt", **options: Any) -> Article | Reject:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (item,) = read([path], ReadOptions(**options))
    return item


def article(folder: Path, content: str | bytes, **options: Any) -> Article:
    item = one(folder, content, **options)
    assert isinstance(item, Article)
    return item


def test_first_line_title_rest_body(tmp_path: Path) -> None:
    made = article(tmp_path, f"\n  Haushalt beschlossen \n\n{BODY}\n")
    assert (made.title, made.text, made.source, made.published) == ("Haushalt beschlossen", BODY, "", None)


SCRAPED = f"""Rat beschließt Haushalt und streitet über das Hallenbad – Ruhrtalbote

{BODY}

Lesen Sie mehr mit Ruhrtalbote


source site

Leave a Reply"""


def test_a_scraped_page_loses_its_furniture_and_its_name(tmp_path: Path) -> None:
    made = article(tmp_path, SCRAPED)
    assert made.title == "Rat beschließt Haushalt und streitet über das Hallenbad"
    assert (made.source, made.text) == ("Ruhrtalbote", BODY)


TAILS = [
    "Leave a Reply",
    "Leave a Reply\nYour email address will not be published. Required fields are marked *\nComment *\nPost Comment",
    "Schreibe einen Kommentar\nDeine E-Mail-Adresse wird nicht veröffentlicht.\nErforderliche Felder sind markiert",
    "Lesen Sie auch: Was der Haushalt für die Bürger bedeutet",
    "Lesen Sie auch\nWas der Haushalt für die Bürger bedeutet\nWarum das Hallenbad schließt\n\nKommentare (12)",
    "Mehr zum Thema\nHallenbad schließt\nBürger klagen über Lärm",
    "Mehr zum Thema: Hallenbad",
    "Teilen\nTwitter\nFacebook\nWhatsApp\nE-Mail\nDrucken",
    "Artikel teilen auf Facebook",
    "Zum Newsletter",
    "Newsletter\nJeden Morgen das Wichtigste",
    "Das könnte Sie auch interessieren\nHallenbad schließt",
    "3 Kommentare",
    "© 2024 Ruhrtalbote",
    "Alle Rechte vorbehalten.",
    "Tags: Haushalt, Hallenbad",
    "Impressum | Datenschutz | AGB",
    "Diese Webseite verwendet Cookies, um Ihnen das beste Erlebnis zu bieten.\nAlle akzeptieren",
    "Anzeige",
    "* * *\n---",
    "Read more: The budget\nRelated Articles\nBudget passed",
    "Zur Startseite\nNach oben",
    "SOURCE SITE",
]


@pytest.mark.parametrize("tail", TAILS)
def test_furniture_at_the_end_is_no_part_of_the_text(tmp_path: Path, tail: str) -> None:
    assert article(tmp_path, f"Haushalt beschlossen\n\n{BODY}\n\n{tail}\n").text == BODY


ENDINGS = [
    "Mehr in der Kürze liegt die Würze, sagte er.",
    "Mehr von diesen Fällen werde es geben.",
    "Kommentare gab es keine.",
    "Im Newsletter der Stadt steht mehr.",
    "Teilen ist das Gebot der Stunde.",
    "„Leave a Reply“, stand auf dem Schild.",
    "Das Werk heißt „Source Site“",
    "Weiterlesen lohnt sich, findet die Kritik.",
    "Die Anzeige wurde zurückgezogen.",
    "Mehr zum Thema\n\nDer Rat stimmt am Montag noch einmal über alles ab, auch über das Bad.",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_sentences_with_the_words_of_furniture_stay(tmp_path: Path, ending: str) -> None:
    assert article(tmp_path, f"Haushalt beschlossen\n\n{BODY}\n\n{ending}\n").text == f"{BODY}\n\n{ending}"


def test_furniture_in_the_middle_stays(tmp_path: Path) -> None:
    text = f"Teilen\n\n{BODY}\n\nKommentare\n\n{BODY}"
    assert article(tmp_path, f"Haushalt beschlossen\n\n{text}").text == text


lines = st.lists(st.sampled_from([*"\n".join(TAILS).split("\n"), *ENDINGS, *BODY.split("\n"), "Kurz", ""]), max_size=15)


@given(lines)
def test_what_stays_is_the_beginning_and_has_nothing_more_to_lose(given_lines: list[str]) -> None:
    kept, furniture = without_furniture(given_lines)
    assert kept + furniture == given_lines
    assert without_furniture(kept) == (kept, [])


@pytest.mark.parametrize(
    ("title", "headline", "source"),
    [
        ("Putin reist nach China – Euractiv", "Putin reist nach China", "Euractiv"),
        ("Putin reist nach China - DER SPIEGEL", "Putin reist nach China", "DER SPIEGEL"),
        ("Putin reist nach China | tagesschau.de", "Putin reist nach China", "tagesschau.de"),
        ("Putin reist nach China | ZEIT ONLINE", "Putin reist nach China", "ZEIT ONLINE"),
        ("Putin reist nach China — Wiener Zeitung", "Putin reist nach China", "Wiener Zeitung"),
        ("Putin reist nach China - Politik - SZ.de", "Putin reist nach China", "SZ.de"),
        ("EU – China: Putin reist ab – Bote vom Untersee", "EU – China: Putin reist ab", "Bote vom Untersee"),
        ("Putin reist nach China - taz.de", "Putin reist nach China", "taz.de"),
        ("Putin reist nach China - heise online", "Putin reist nach China", "heise online"),
        ("Putin reist nach China | Ruhrtalbote", "Putin reist nach China", "Ruhrtalbote"),
        ("Putin reist nach China – Ruhrtalblick", "Putin reist nach China", "Ruhrtalblick"),
        ("Putin reist nach China – DW", "Putin reist nach China", "DW"),
        ("Rückblick auf das Jahr – 2024", None, ""),
        ("Wahl in Sachsen – AfD vorn", None, ""),
        ("Der neue Trainer des Clubs – Hansi Flick", None, ""),
        ("Das Interview zum Wochenende – Teil 2", None, ""),
        ("Der Krieg im Osten – Liveblog", None, ""),
        ("Der Krieg im Osten – Eine Analyse", None, ""),
        ("Er sagt immer nur eins – „Nein“", None, ""),
        ("Kommt der Frieden – Oder nicht?", None, ""),
        ("Putin in China – ein Besuch unter Freunden", None, ""),
        ("Euractiv – Startseite", None, ""),
        ("Bayern-Trainer geht nach München", None, ""),
        ("Mehr – Weniger", None, ""),
        ("– Euractiv", None, ""),
        ("", None, ""),
    ],
)
def test_the_paper_is_read_off_the_title(title: str, headline: str | None, source: str) -> None:
    body = "Der Trainer Hansi Flick kommt. Putin reist."
    assert split_title(title, body, "") == (title if headline is None else headline, source)


def test_furniture_that_names_the_paper_settles_it() -> None:
    title, body = "Putin reist nach China – Blickpunkt", "Im Blickpunkt steht China."
    assert split_title(title, body, "") == (title, "")
    assert split_title(title, body, "Lesen Sie mehr mit Blickpunkt") == ("Putin reist nach China", "Blickpunkt")


@given(st.text(alphabet="AB b–-|.„\u2028 ", max_size=30), st.text(max_size=20))
def test_a_title_is_split_into_two_parts_of_it(title: str, body: str) -> None:
    headline, source = split_title(title, body, "")
    assert title.startswith(headline) and title.strip().endswith(source)


@pytest.mark.parametrize(
    "line",
    ["16. Mai 2024, 14:30 Uhr", "Stand: 16.05.2024, 14:30 Uhr", "2024-05-16T14:30:00+02:00", "Do., 16. Mai, 14.30 Uhr"],
)
@pytest.mark.parametrize("before", ["", "Von Anna Müller\n"])
def test_a_line_that_is_a_date_gives_the_date(tmp_path: Path, line: str, before: str) -> None:
    made = article(tmp_path, f"Haushalt beschlossen\n\n{before}{line}\n\n{BODY}", today=date(2024, 6, 1))
    assert made.published is not None
    assert made.published.isoformat() == "2024-05-16T14:30:00+02:00"
    assert made.text == f"{before}\n{BODY}".strip()


@pytest.mark.parametrize("line", ["Am 16. Mai 2024 war Wahl.", "4711", "20240516", "Peking (16. Mai)", "So"])
def test_other_lines_give_no_date_and_stay(tmp_path: Path, line: str) -> None:
    made = article(tmp_path, f"Haushalt beschlossen\n\n{line}\n\n{BODY}")
    assert made.published is None
    assert made.text.startswith(line)


def test_a_date_at_the_end_of_the_title_is_the_date(tmp_path: Path) -> None:
    made = article(tmp_path, f"Putin reist nach China – DW – 16.05.2024\n\n{BODY}")
    assert (made.title, made.source) == ("Putin reist nach China", "DW")
    assert made.published is not None and made.published.isoformat() == "2024-05-16T00:00:00+02:00"


def test_a_heading_that_repeats_the_title_goes(tmp_path: Path) -> None:
    made = article(tmp_path, f"Haushalt beschlossen, Bad zu – Ruhrtalbote\n\nHaushalt beschlossen, Bad zu\n\n{BODY}")
    assert made.text == BODY


@pytest.mark.parametrize("content", ["", "  \n\n", "Nur ein Titel", "Titel\n\n\n", "Titel\n\nLeave a Reply"])
def test_a_file_without_body_is_rejected(tmp_path: Path, content: str) -> None:
    item = one(tmp_path, content)
    assert isinstance(item, Reject)
    assert item.line == 1 and item.reason.startswith("no text")


def test_one_long_line_is_a_text_without_title(tmp_path: Path) -> None:
    content = " ".join(BODY.split())
    made = article(tmp_path, content)
    assert (made.title, made.text) == ("", content)


def test_a_wrong_byte_rejects_the_file(tmp_path: Path) -> None:
    item = one(tmp_path, "Titel\n\nGröße\nund ".encode() + b"Gr\xf6\xdfe")
    assert isinstance(item, Reject)
    assert (item.line, item.reason) == (4, "wrong encoding: byte 0xf6 is not UTF-8; save the file as UTF-8")


def test_defaults_of_the_options(tmp_path: Path) -> None:
    made = article(tmp_path, f"Titel\n\n{BODY}", source="Archiv", section="Lokales", language="de-AT")
    assert (made.source, made.section, made.language) == ("Archiv", "Lokales", "de-AT")


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
def test_no_bytes_stop_a_run(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert isinstance(one(tmp_path_factory.mktemp("any"), content), Article | Reject)
