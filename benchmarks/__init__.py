"""Fundstelle beside its peers, on the same articles and the same questions, in one run.

``python -m benchmarks`` measures and writes ``docs/benchmarks.md``; ``--help`` lists the other commands.
"""
