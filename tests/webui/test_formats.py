"""Numbers, days and notes in German."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from search import Note
from webui import formats
from webui.notes import sentence


def test_a_day_is_the_day_in_berlin() -> None:
    late = datetime(2024, 5, 16, 22, 30, tzinfo=UTC)
    assert formats.long_day(late) == "17. Mai 2024"
    assert formats.full_moment(late) == "Freitag, 17. Mai 2024, 00:30 Uhr"
    assert formats.machine_moment(late) == "2024-05-17T00:30+02:00"


def test_midnight_is_a_day_without_a_time() -> None:
    assert formats.full_moment(datetime(2024, 1, 1, 23, tzinfo=UTC)) == "Dienstag, 2. Januar 2024"


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0, "0,0\xa0ms"), (0.44, "0,4\xa0ms"), (3.2, "3\xa0ms"), (999.4, "999\xa0ms"), (1234, "1,2\xa0s")],
)
def test_durations(milliseconds: Any, shown: Any) -> None:
    assert formats.duration(milliseconds) == shown


def test_other_forms() -> None:
    assert formats.number(1234567) == "1.234.567"
    assert formats.short_day(date(2024, 5, 6)) == "06.05.2024"
    assert formats.month(2024, 3) == "März 2024"


def test_a_note_without_its_values_falls_back_to_the_engine_s_words() -> None:
    assert sentence(Note("page-beyond", "No such page.", {"page": 9})) == "No such page."
    assert sentence(Note("page-beyond", "-", {"page": 1234, "last": 2})).startswith("Seite 1.234 gibt es nicht")
