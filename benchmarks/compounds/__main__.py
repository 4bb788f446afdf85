"""`python -m benchmarks.compounds`."""

from benchmarks.compounds.cli import main

main(prog_name="python -m benchmarks.compounds")
