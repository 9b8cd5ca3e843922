"""Bytes ↔ model. `decode` reads a raw message into drafts; one file per format.

Records and fingerprints of the inner topics are `service.codecs.record`, dead letters
`service.codecs.dead_letter`. What a draft means is found out by `service.normalize`.
"""

from service.codecs.decoder import decode

__all__ = ["decode"]
