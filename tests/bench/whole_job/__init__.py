"""The whole job in one process: Dateline's three functions beside what a team would glue from libraries.

    make bench-peers-model      # once: trains spaCy's recogniser, since no trained one can be installed
    make bench-peers            # compares engines, then whole jobs; writes the tables of the documents

`articles` has the articles with their gold, `pipelines` the one interface, `ours` and `with_*` one pipeline
each, `measure` takes them in turn, `report` writes. The libraries are those of `tests/bench/peers`, in an
environment of their own; nothing here is part of the product.
"""
