"""`python -m benchmarks.compounds FOLDER`: how well compounds are split, beside other splitters; and how it is fitted.

FOLDER holds lists of words and their splits (`gold`), which `splitters` are measured on. With ``--fit`` the weights in
``index/data/compounds.toml`` are fitted anew (`fitting`), and with ``--cross`` each list is split with weights fitted
on the others only. With ``--corpus`` they are also measured with what articles tell of words (`corpus`).
"""
