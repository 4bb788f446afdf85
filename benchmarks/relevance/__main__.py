"""`python -m benchmarks.relevance`."""

from benchmarks.relevance.cli import main

main(prog_name="python -m benchmarks.relevance")
