"""Dateline beside other engines and libraries: the same functions, topics, broker and articles, in turn.

    make bench-peers

`job` has the functions, `on_*` run them on one engine each, `drain` measures how fast a filled topic is
worked off, `report` writes `docs/performance.md`'s tables. The other engines come from `requirements.txt` in
an environment of their own; nothing here is part of the product.
"""
