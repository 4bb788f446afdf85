"""Targets and page from results that are known: what is met is said to be met, what is missed is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import report
from benchmarks.targets import PAGE_CLASS, Target, per_match, targets

GROUPS = ("two words, all", "two words, any", "three words, all", "three words, any", "with stop words, all")
MORE = ("one word, frequent", "exact phrase", PAGE_CLASS)


def asked(milliseconds: float, groups: tuple[str, ...] = (*GROUPS, *MORE)) -> list[dict[str, Any]]:
    """Two rounds in which every class takes so long, the second a tenth longer."""
    return [
        {
            "open_ms": 5.0,
            "every": 1,
            "classes": {group: dict.fromkeys(("p50", "p95", "p99", "mean"), milliseconds * factor) for group in groups},
            "total": dict.fromkeys(groups, 500.0),
            "totals": [1, 2],
            "refused": {},
        }
        for factor in (1.0, 1.1)
    ]


def built(*seconds: float, size: int = 50) -> list[dict[str, float]]:
    return [
        {"seconds": one, "cpu_seconds": one, "settle_seconds": 0, "peak_bytes": 10**9, "index_bytes": size}
        for one in seconds
    ]


def results(name: str = "10k", ours: float = 0.1) -> dict[str, Any]:
    return {
        "corpus": {"name": name, "kind": "real", "articles": 10_000, "bytes": 100, "heaps": [(10, 5, 5), (20, 9, 8)]},
        "machine": {
            "processor": "a processor",
            "cores": 2,
            "memory_bytes": 8 * 10**9,
            "system": "a system",
            "python": "3.11",
            "libraries": {"numpy": "2"},
            "load_before": 0.1,
        },
        "rounds": 2,
        "engines": {"fundstelle": {"version": "1", "setup": "so"}, "tantivy": {"version": "2", "setup": "thus"}},
        "absent": {"xapian": "is not installed"},
        "failed": [{"engine": "whoosh", "task": "ask", "exit_code": -11}],
        "floors": {"JSON alone": 50_000.0, "memory": 10e9},
        "build": {
            "fundstelle/1": built(2, 2.2),
            "fundstelle/2": built(1, 1.1),
            "tantivy/1": built(8, 8.8, size=40),
            "tantivy/2": built(2, 2.2, size=40),
            "whoosh/1": built(100),
            "whoosh/2": built(60),
        },
        "ask": {"fundstelle": asked(ours), "tantivy": asked(0.4), "bm25s": asked(0.05, ("two words, any",))},
        "stream": {"fundstelle": [{"1": 100.0, "2": 200.0, "4": 300.0}], "bm25s": [{}]},
        "pages": [{"connections": 4, "per_second": 400.0, "p50": 9.0, "p95": 20.0, "p99": 60.0}],
        "cold": {"query": [0.3, 0.3, 0.5], "imports": [0.25, 0.25, 0.25]},
        "compilation": {"first": 12.0, "second": 1.0},
        "add": {"seen": [0.7, 0.8, 0.9], "command": [1.0, 1.0, 1.0]},
        "agreement": {
            "tantivy": {
                "wrong": [],
                "classes": {
                    "two words, any": {
                        "asked": 10, "equal": 8, "stems": 2, "words": 0, "forms": 0, "examples": ["schön is schon"]
                    }
                },
            }
        },
    }  # fmt: skip


def reached(found: list[Target], what: str) -> Target:
    return next(one for one in found if what in one.what)


def test_speed_is_compared_round_by_round_with_the_same_threads() -> None:
    found = targets({"10k": results()})
    assert reached(found, "1 core").met is True
    assert reached(found, "1 core").reached.startswith("4.00×")
    assert reached(found, "2 cores, against tantivy").met is False
    assert reached(found, "2 cores, against tantivy").reached.startswith("2.00×")


def test_whoosh_takes_part_with_its_best() -> None:
    whoosh = reached(targets({"10k": results()}), "Whoosh")
    assert whoosh.met is True
    assert whoosh.reached.startswith("57.")  # 60 s over the median of 1 and 1.1 s


@pytest.mark.parametrize(("ours", "half", "whole"), [(0.1, True, True), (0.3, False, True), (0.5, False, False)])
def test_query_targets_follow_the_slowest_class(ours: float, half: bool, whole: bool) -> None:
    found = targets({"10k": results(ours=ours)})
    assert reached(found, "words any/all, p50").met is half
    assert reached(found, "worst of all classes, p99").met is whole


def test_one_slow_class_misses_the_target_for_all() -> None:
    slow = results()
    for one in slow["ask"]["fundstelle"]:
        one["classes"]["exact phrase"]["p50"] = 2.0
    found = reached(targets({"10k": slow}), "worst of all classes, p50")
    assert found.met is False
    assert "exact phrase" in found.reached
    assert "7 of 8 classes" in found.reached


def test_size_must_beat_both_the_peer_and_the_file() -> None:
    small = results()
    assert reached(targets({"10k": small}), "index size").met is False
    small["build"]["fundstelle/1"] = built(2, 2.2, size=40)
    assert reached(targets({"10k": small}), "index size").met is True


def test_pages_must_be_both_many_and_quick() -> None:
    assert reached(targets({"10k": results()}), "pages a second").met is False


def test_growth_is_time_per_matching_article() -> None:
    small, large = results(), results("1m", ours=20.0)
    for one in large["ask"]["fundstelle"]:
        one["total"] = dict.fromkeys(one["total"], 50_000.0)
    assert per_match(small, "two words, any") == pytest.approx(0.21)
    growth = reached(targets({"10k": small, "1m": large}), "per matching article")
    assert growth.reached.startswith("2.00×")
    assert growth.met is False


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert {one.met for one in targets({})} == {None}
    assert reached(targets({"10k": results()}), "opening").met is None
    assert reached(targets({"1m": results("1m")}), "opening").met is True


def test_the_page_shows_engines_classes_and_absences() -> None:
    page = report.page([results()])
    assert "| exact phrase | 500 | 0.105 (0.1–0.11) | 0.42 (0.4–0.44) | – |" in page
    assert "xapian** did not take part: is not installed" in page
    assert "whoosh** failed once (`ask`, exit code -11)" in page
    assert "schön is schon" in page
    assert "**no**" in page
    assert report.BUSY not in page


def test_a_busy_machine_is_told() -> None:
    busy = results()
    busy["machine"]["load_before"] = 3.0
    assert report.BUSY in report.page([busy])


def test_what_was_written_by_hand_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(report, "PAGE", tmp_path / "benchmarks.md")
    report.PAGE.write_text(f"# By hand\n\n{report.MARK}\n\nyesteryear", "utf-8")
    report.save(results())
    report.save(results("1k"))
    text = report.PAGE.read_text("utf-8")
    assert text.startswith(f"# By hand\n\n{report.MARK}\n\n## Targets")
    assert "yesteryear" not in text
    assert "totals" not in (tmp_path / "results" / "10k.json").read_text("utf-8")
    assert len(list(report.RESULTS.iterdir())) == 2


def test_an_unexplained_total_is_told() -> None:
    wrong = results()
    wrong["agreement"]["tantivy"]["wrong"] = ["mix: Hund: 3, counted 4"]
    assert report.disagreements(wrong) == ["tantivy counted otherwise than its own analysis: mix: Hund: 3, counted 4"]
    assert report.disagreements(results()) == []


def test_all_german_is_held_against_stems() -> None:
    both = results()
    assert reached(targets({"10k": both}), "against stems only, p50").met is None
    both["ask"]["fundstelle german"] = asked(0.19)
    assert reached(targets({"10k": both}), "against stems only, p50").met is True
    for one in both["ask"]["fundstelle german"]:
        one["classes"]["exact phrase"]["p99"] = 0.5
    worst = reached(targets({"10k": both}), "against stems only, p99")
    assert (worst.met, "exact phrase" in worst.reached) == (False, True)


def test_compiling_must_stay_short() -> None:
    assert reached(targets({"10k": results()}), "warm").met is True
