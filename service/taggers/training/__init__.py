"""Train the name recognisers: corpora, synthetic news, conditional random field, weights file.

Run by hand (`make train`), never by the service. Needs the development dependencies and the folder of
openly licensed corpora named by `DATELINE_DATA`.
"""
