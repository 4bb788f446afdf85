"""`python -m benchmarks.relevance`: how well questions find their answers, part by part, beside other engines.

A *system* ranks a collection's documents for its queries: Fundstelle with more and more of its German
(`ablations`), or a peer (`peers`). `page` writes what was measured into docs/relevance.md.
"""
