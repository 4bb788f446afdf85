"""What was to be reached, and what was: each target computed from results, those missed included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.engine import GERMAN, OURS
from benchmarks.measure import Spread, ratios

ANY_ALL: Final = ("two words, all", "two words, any", "three words, all", "three words, any", "with stop words, all")
PAGE_CLASS: Final = "facets and snippets"
GROWTH_CLASSES: Final = ("one word, frequent", "two words, any", "three words, any")
MEGABYTE: Final = 1_000_000

Results = Mapping[str, Any]
ByCorpus = Mapping[str, Results]


@dataclass(frozen=True, slots=True)
class Target:
    """A line of the table: ``reached`` in words, ``met`` None where nothing was measured yet."""

    what: str
    wanted: str
    reached: str = "not measured yet"
    met: bool | None = None


def speed(results: Results, configuration: str) -> list[float]:
    """Return articles a second of ``engine/threads``, a round each."""
    articles = results["corpus"]["articles"]
    return [articles / found["seconds"] for found in results["build"].get(configuration, [])]


def class_times(results: Results, engine: str, group: str, share: str = "p50") -> list[float]:
    """Return the percentile of a class in milliseconds, a round each; nothing where the engine refuses it."""
    return [found["classes"][group][share] for found in results["ask"].get(engine, []) if group in found["classes"]]


def targets(corpora: ByCorpus) -> list[Target]:
    """Return all targets in the order of the issue that set them."""
    small, large = corpora.get("10k"), corpora.get("1m")
    return [
        _faster(small, "reindex, 2 cores, against tantivy with 2 threads", "fundstelle/2", "tantivy/2", 3.0),
        _faster(small, "reindex, 1 core, against tantivy with 1 thread", "fundstelle/1", "tantivy/1", 3.0),
        _faster(small, "reindex, 2 cores, against Whoosh at its best", "fundstelle/2", _best(small, "whoosh"), 40.0),
        _classes(small, "query time, words any/all, p50, against tantivy", 0.5, "p50", ANY_ALL),
        _classes(small, "query time, words any/all, p99, against tantivy", 0.5, "p99", ANY_ALL),
        _classes(small, "query time, worst of all classes, p50, against tantivy", 1.0, "p50", ()),
        _classes(small, "query time, worst of all classes, p99, against tantivy", 1.0, "p99", ()),
        _german(small, "all German against stems only, p50", 2.0, "p50"),
        _german(small, "all German against stems only, p99", 3.0, "p99"),
        _page(small, "10 hits, total, 4 facets, 10 snippets; 10 k articles", {"p50": 2.0}),
        _page(large, "the same at 1 M articles", {"p50": 15.0, "p99": 60.0}),
        _growth(small, large),
        _size(small),
        _memory(large),
        _opening(large),
        _cold(small),
        _adding(large),
        _serving(small),
        _compiling(small),
    ]


def _best(results: Results | None, engine: str) -> str:
    found = [name for name in (results or {}).get("build", {}) if name.startswith(f"{engine}/")]
    return max(found, key=lambda name: max(speed(results or {}, name)), default=f"{engine}/1")


def _faster(results: Results | None, what: str, ours: str, theirs: str, wanted: float) -> Target:
    target = Target(what, f"≥ {wanted:g}×")
    if not results or not speed(results, ours) or not speed(results, theirs):
        return target
    found = ratios(speed(results, ours), speed(results, theirs))
    return Target(target.what, target.wanted, times(found), found.median >= wanted)


def _classes(results: Results | None, what: str, wanted: float, share: str, groups: tuple[str, ...]) -> Target:
    """Return the slowest of some classes (all of them, if none are named) against tantivy."""
    return _slowest(what, wanted, dict(_ratios_by_class(results, share, groups, (OURS, "tantivy"))))


def _german(results: Results | None, what: str, wanted: float, share: str) -> Target:
    """Return the class where all German costs the most against stems."""
    return _slowest(what, wanted, dict(_ratios_by_class(results, share, (), (GERMAN, OURS))))


def _slowest(what: str, wanted: float, found: Mapping[str, Spread]) -> Target:
    target = Target(what, f"≤ {wanted:g}×")
    if not found:
        return target
    worst = max(found, key=lambda group: found[group].median)
    above = sum(spread.median > wanted for spread in found.values())
    reached = f"{times(found[worst])} ({worst}); {len(found) - above} of {len(found)} classes"
    return Target(what, target.wanted, reached, not above)


def _ratios_by_class(
    results: Results | None, share: str, groups: tuple[str, ...], engines: tuple[str, str]
) -> Iterator[tuple[str, Spread]]:
    """Yield the first engine's time over the second's for each class that both were asked."""
    first, second = engines
    if not results or not results["ask"].get(first):
        return
    for group in groups or results["ask"][first][0]["classes"]:
        theirs = class_times(results, second, group, share)
        if theirs:
            yield group, ratios(class_times(results, first, group, share), theirs)


def _page(results: Results | None, what: str, wanted: Mapping[str, float]) -> Target:
    words = ", ".join(f"{share} ≤ {most:g} ms" for share, most in wanted.items())
    if not results or not results["ask"].get(GERMAN):
        return Target(what, words)
    found = {share: Spread.of(class_times(results, GERMAN, PAGE_CLASS, share)) for share in wanted}
    reached = ", ".join(f"{share} {spread.median:.2f} ms" for share, spread in found.items())
    return Target(what, words, reached, all(found[share].median <= most for share, most in wanted.items()))


def per_match(results: Results, group: str) -> float:
    """Return mean milliseconds a thousand matching articles."""
    rounds = results["ask"][OURS]
    mean = Spread.of(found["classes"][group]["mean"] for found in rounds).median
    return 1000 * mean / float(rounds[0]["total"][group])


def _growth(small: Results | None, large: Results | None) -> Target:
    target = Target("query time per matching article, 10 k → 1 M", "≤ 1.5×")
    if not small or not large or not small["ask"].get(OURS) or not large["ask"].get(OURS):
        return target
    found = {group: per_match(large, group) / per_match(small, group) for group in GROWTH_CLASSES}
    worst = max(found, key=lambda group: found[group])
    return Target(target.what, target.wanted, f"{found[worst]:.2f}× ({worst})", found[worst] <= 1.5)


def _size(results: Results | None) -> Target:
    target = Target("index size, stored articles included", "≤ tantivy's, ≤ 0.9 × JSONL")
    if not results or "fundstelle/1" not in results["build"]:
        return target
    ours = results["build"]["fundstelle/1"][-1]["index_bytes"]
    of_file = ours / results["corpus"]["bytes"]
    if "tantivy/1" not in results["build"]:
        return Target(target.what, target.wanted, f"{of_file:.2f} × JSONL")
    of_peer = ours / results["build"]["tantivy/1"][-1]["index_bytes"]
    reached = f"{of_peer:.2f} × tantivy's, {of_file:.2f} × JSONL"
    return Target(target.what, target.wanted, reached, of_peer <= 1 and of_file <= 0.9)


def _memory(results: Results | None) -> Target:
    target = Target("peak memory of reindex, 1 M articles", "≤ 1.5 GB")
    if not results or "fundstelle/2" not in results["build"]:
        return target
    most = max(found["peak_bytes"] for found in results["build"]["fundstelle/2"])
    return Target(target.what, target.wanted, f"{most / 1e9:.2f} GB", most <= 1.5e9)


def _opening(results: Results | None) -> Target:
    return _time(
        results, "opening an index of 1 M articles", 20.0, lambda found: [one["open_ms"] for one in found["ask"][OURS]]
    )


def _adding(results: Results | None) -> Target:
    return _time(
        results,
        "adding 10 articles to 1 M and seeing them in a running server (the command's start included)",
        1000.0,
        lambda found: [1000 * seconds for seconds in found["add"]["seen"]],
    )


def _time(results: Results | None, what: str, most: float, take: Callable[[Results], list[float]]) -> Target:
    target = Target(what, f"≤ {most:g} ms")
    try:
        found = Spread.of(take(results or {}))
    except KeyError:
        return target
    return Target(what, target.wanted, f"{milliseconds(found)} ms", found.median <= most)


def _cold(results: Results | None) -> Target:
    target = Target("cold `fundstelle query`, against only importing numpy, whoosh.qparser and click", "≤ 1.4×")
    if not results or "cold" not in results:
        return target
    found = ratios(results["cold"]["query"], results["cold"]["imports"])
    absolute = Spread.of(results["cold"]["query"]).median
    return Target(target.what, target.wanted, f"{times(found)}, {1000 * absolute:.0f} ms", found.median <= 1.4)


def _serving(results: Results | None) -> Target:
    target = Target("pages a second of `/suche`, with facets and snippets", "≥ 300, p99 ≤ 50 ms")
    if not results or not results.get("pages"):
        return target
    rate = Spread.of(found["per_second"] for found in results["pages"]).median
    slowest = Spread.of(found["p99"] for found in results["pages"]).median
    return Target(target.what, target.wanted, f"{rate:.0f}, p99 {slowest:.1f} ms", rate >= 300 and slowest <= 50)


def _compiling(results: Results | None) -> Target:
    target = Target("first `fundstelle warm`, nothing compiled before", "< 20 s")
    if not results or "compilation" not in results:
        return target
    seconds = results["compilation"]["first"]
    return Target(target.what, target.wanted, f"{seconds:.1f} s", seconds < 20)


def times(spread: Spread) -> str:
    """Write a ratio with its spread."""
    return f"{spread.median:.2f}×{_spread(spread, '.2f')}"


def milliseconds(spread: Spread) -> str:
    """Write a time with its spread."""
    return f"{spread.median:.3g}{_spread(spread, '.3g')}"


def rate(spread: Spread) -> str:
    """Write a number a second with its spread."""
    return f"{spread.median:,.0f}{_spread(spread, ',.0f')}"


def _spread(spread: Spread, digits: str) -> str:
    """Return lowest and highest in parentheses; nothing after a single round."""
    return f" ({spread.low:{digits}}–{spread.high:{digits}})" if spread.low < spread.high else ""
