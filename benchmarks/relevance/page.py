"""docs/relevance.md: its text is in ``page.md`` beside this module, its tables are what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.compounds.gold import Score
from benchmarks.relevance.measure import Crossed, Table
from benchmarks.relevance.peers import BASELINE

PAGE: Final = Path(__file__).parents[2] / "docs/relevance.md"
TEXT: Final = Path(__file__).with_name("page.md")
SIGNIFICANT: Final = 0.01


def page(tables: Sequence[Table], cross: Sequence[Crossed], splits: Sequence[tuple[str, str, Score]]) -> str:
    """Return the page."""
    text = TEXT.read_text("utf-8")
    parts = {
        "systems": "\n\n".join(map(_systems, tables)),
        "cross": _cross(cross),
        "compounds": _compounds(splits),
    }
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->", part)
    return text


def _systems(table: Table) -> str:
    """Return the table of a collection; a star marks what is not the same as all of it by chance."""
    base = next(row for row in table.rows if row.system == BASELINE)
    lines = [
        f"### {table.collection}: {table.documents:,} documents, {table.queries:,} queries",
        "",
        f"| system | nDCG@10 | MRR@10 | {table.measure} over {BASELINE} |",
        "|---|---|---|---|",
    ]
    for row in table.rows:
        own, theirs = (row.ndcg, base.ndcg) if table.measure == "nDCG@10" else (row.mrr, base.mrr)
        star = "*" if row.chance is not None and row.chance < SIGNIFICANT else ""
        lines.append(f"| {row.system}{star} | {row.ndcg:.3f} | {row.mrr:.3f} | {own - theirs:+.3f} |")
    return "\n".join(lines)


def _cross(rows: Sequence[Crossed]) -> str:
    if not rows:
        return "Cross-validation was not run for this page; `--cross` does."
    lines = [
        "| collection | queries | constants chosen by the others | our constants | chosen otherwise |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {queries:,} | {theirs:.3f} | {ours:.3f} | {', '.join(changed)} |"
        for name, queries, theirs, ours, changed in rows
    ]
    return "\n".join(lines)


def _compounds(splits: Sequence[tuple[str, str, Score]]) -> str:
    if not splits:
        return "The lists of compounds were not at hand."
    lines = [
        "| list | splitter | precision | recall | F1 | F1 of words | simplex words left whole |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, splitter, score in splits:
        whole = f"{score.simplex - score.false_splits} of {score.simplex}" if score.simplex else "none in it"
        figures = " | ".join(f"{value:.3f}" for value in score[:4])
        lines.append(f"| {name} | {splitter} | {figures} | {whole} |")
    return "\n".join(lines)
