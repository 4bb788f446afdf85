"""The command."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final

import click

from benchmarks.compounds.corpus import LearnedSplitter, read_corpus
from benchmarks.compounds.fitting import prepare, write_weights
from benchmarks.compounds.gold import Points, Score, evaluate, read_gold
from benchmarks.compounds.splitters import ours, peers


def show(title: str, rows: Iterable[tuple[str, str, Score]]) -> None:
    """Print a table of scores."""
    click.echo(f"\n{title}\n{'list':16}{'splitter':26}{'P':>7}{'R':>7}{'F1':>7}{'words':>7}  simplex left whole")
    for name, splitter, score in rows:
        whole = f"{score.simplex - score.false_splits} of {score.simplex}" if score.simplex else "-"
        numbers = "".join(f"{value:7.3f}" for value in score[:4])
        click.echo(f"{name:16}{splitter:26}{numbers}  {whole}")


FOLDS: Final = (
    ("cdec",), ("jwordsplitter",), ("visini",), ("sample",), ("small",), ("news",), ("frequent",), ("surname", "place"),
)  # fmt: skip
"""Lists that are left out together: surnames and places are alike, so that one would tell of the other."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--corpus", type=click.Path(path_type=Path, exists=True), help="Articles to learn new words from.")
@click.option("--fit", "refit", is_flag=True, help="Fit the weights and write them to the data file.")
@click.option("--cross", is_flag=True, help="Split each list with weights that were fitted on the others.")
@click.option("--wrong", is_flag=True, help="Print the words that are split otherwise.")
def main(folder: Path, corpus: Path | None, refit: bool, cross: bool, wrong: bool) -> None:
    """Measure the compound splitter on the lists in FOLDER and on our own, in tests/data/compounds.tsv.

    FOLDER may hold cdec_nouns_gold.tsv, jwordsplitter_exceptions_gold.txt and visini_words.tsv.
    """
    lists = read_gold(folder)
    counts = read_corpus(corpus) if corpus else None
    if refit or cross:
        prepared = prepare(lists, counts)
    if cross:
        rows = [
            (name, "fitted on the others", score)
            for fold_ in FOLDS
            for weights in [prepared.weights(name for name in lists if name not in fold_)]
            for name in fold_
            if name in lists
            for score in prepared.evaluate(name, weights)
        ]
        show("Cross-validation (without a corpus, then with it)", rows)
    if refit:
        write_weights(prepared.weights(lists))
        click.echo("Wrote the weights; run again without --fit to measure them.")
        return
    splitters = {
        "Fundstelle": ours(),
        **({"Fundstelle, with corpus": ours(LearnedSplitter(counts))} if counts else {}),
        **peers(),
    }
    found = {(name, kind): evaluate(gold, split) for name, gold in lists.items() for kind, split in splitters.items()}
    show("Split points; words: F1 of whole splits", ((*key, score) for key, (score, _) in found.items()))
    if wrong:
        for name in lists:
            cut = (cut_at(word, points) for word, points in found[name, "Fundstelle"][1])
            click.echo(f"\n{name}: {' '.join(cut)}")


def cut_at(word: str, points: Points) -> str:
    """Return ``word`` with its parts set apart."""
    ends = [0, *sorted(points), len(word)]
    return "·".join(word[begin:end] for begin, end in pairwise(ends))
