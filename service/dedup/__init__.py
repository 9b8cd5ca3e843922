"""De-duplication: is this article new, the same again, a revision, or mostly a copy of an earlier one?

`judge` decides and only reads; the caller executes `Index.add` with the fingerprint it returned, both
in the running stage and when the index is restored from the fingerprint topic, so that the state is a
function of the sequence of fingerprints and nothing else.

Theory of operation. An article is the set of its 5-word shingles. The smallest hashes of that set (a
bottom-k sketch, Broder 1997) are its entries in a bounded posting table, from which candidates are
drawn: a copy that shares a third of its shingles, or is cut down to a fraction, still shares several of
them. Candidates are then compared with their whole shingle sets, so the similarity that is reported is
the true one and not an estimate. Identity (same work, same address, same folded text) is looked up in
exact tables first.

Known misses: translations and thorough paraphrases, which share no five words in a row; copies in
languages written without spaces are compared by clauses rather than words; an agency's text of fewer than
forty words, or cut by more than a fifth, that makes less than a tenth of another publisher's article.

- `service.dedup.folding`: words, and what does not tell them apart.
- `service.dedup.shingle`: shingle hashes, shared passages.
- `service.dedup.sketch`: the bounded posting table that yields candidates.
- `service.dedup.keys`: exact look-up of identities.
- `service.dedup.memory`: tables that take memory as they are used.
- `service.dedup.index`: what is remembered, for how long, and in which order it is forgotten.
- `service.dedup.likeness`: true similarity, shared passages, what a publisher repeats.
- `service.dedup.syndication`: an agency's text inside another publisher's article.
- `service.dedup.notices`: kills, corrections and updates, and what they name.
- `service.dedup.changes`: what a revision changed.
- `service.dedup.story`: articles about one event.
- `service.dedup.verdict`: the rules, in order.
"""

from service.dedup.index import Index
from service.dedup.verdict import judge

__all__ = ["Index", "judge"]
