"""What de-duplication remembers: a bounded window of fingerprints, forgotten in the order they came.

Forgetting is a function of the sequence of fingerprints and their event times only. The rules:

- At most `max_articles` are remembered; the one that came first goes first.
- The one that came first also goes once every one of the latest `QUORUM` articles is more than the
  horizon later than it by event time. Asking so many makes a single wrong clock powerless, and an
  archive that comes in mixed order keeps its articles until the other bound is met.
- An article without event time is forgotten by number only.

Whether two remembered articles are close enough in time to be compared is a rule of
`service.dedup.verdict`. Fingerprints are kept packed in `store`, a mapping from slot to bytes, so that
they may live outside memory; the exact tables and the posting table are small and stay in it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping

import msgspec
import numpy as np

from service.dedup.keys import Keys
from service.dedup.memory import zeros
from service.dedup.shingle import Hashes, smallest, unpack
from service.dedup.sketch import SEQUENCE_BITS, SIZE, Postings
from service.dedup.story import Words, pack_words, signals
from service.record import Fingerprint, Origin

IDENTITIES = ("origin", "work", "url", "content", "headline")
STORY_SIGNALS = 6
"""Headline words by which an article is found for its story."""
MOST_MERGES = 10_000
"""Merged stories that are known at once; the first one known goes first."""
QUORUM = 64
"""How many articles in a row have to be later than the horizon before an old one is forgotten."""
MOST_ARTICLES = 2 ** (SEQUENCE_BITS - 1)
"""The highest `max_articles`: 16,777,216."""

_NO_EVENT = -(2**63)
_DECODER = msgspec.msgpack.Decoder(Fingerprint)
_ENCODER = msgspec.msgpack.Encoder()


class Index:
    """The fingerprints of one partition. `len()` is the number that is remembered."""

    def __init__(
        self, horizon_ms: int, max_articles: int, *, store: MutableMapping[int, bytes] | None = None
    ) -> None:
        """Start empty.

        Args:
            horizon_ms: how far apart two articles may be in event time and still be compared.
            max_articles: how many are remembered at most.
            store: where packed fingerprints are kept, by slot; memory if absent.

        Raises:
            ValueError: a bound is below 1, or `max_articles` above `MOST_ARTICLES`.
        """
        if horizon_ms < 1 or max_articles < 1:
            raise ValueError(f"horizon_ms and max_articles must be at least 1: {horizon_ms}, {max_articles}")
        if max_articles > MOST_ARTICLES:
            raise ValueError(f"max_articles must be at most {MOST_ARTICLES}: {max_articles}")
        self.horizon_ms = horizon_ms
        self._max_articles = max_articles
        self._store: MutableMapping[int, bytes] = {} if store is None else store
        self._oldest = 1  # sequence numbers start at 1, so that 0 can mean an empty entry
        self._next = 1
        self._latest_events: deque[int] = deque(maxlen=QUORUM)
        self._event_ms = zeros(max_articles, np.int64).data
        self._identities = {name: Keys(max_articles) for name in IDENTITIES}
        self._postings = Postings(max_articles, SIZE + STORY_SIGNALS)  # shared by sketches and headline words
        self._unposted: list[Hashes] = []  # sketches of the latest articles, entered together
        self._room = self._least_room()
        self._buffer = bytearray()  # what is packed, kept at the size of the largest
        self._merged: dict[str, str] = {}
        self._merges: deque[tuple[int, str]] = deque()

    def __len__(self) -> int:
        """Return how many articles are remembered."""
        return self._next - self._oldest

    @property
    def nbytes(self) -> int:
        """Bytes of the look-up tables in use, without the store."""
        entered = min(self._next - 1, self._max_articles)
        return (
            self._postings.nbytes
            + sum(keys.nbytes(entered) for keys in self._identities.values())
            + entered * self._event_ms.itemsize
        )

    def add(self, fingerprint: Fingerprint) -> None:
        """Remember a fingerprint, and forget what the bounds no longer allow.

        An origin that is remembered with the same uri is not entered twice.
        """
        self.add_all((fingerprint,))

    def add_all(self, fingerprints: Iterable[Fingerprint]) -> None:
        """Do as `add` with one after the other, in less time."""
        for fingerprint in fingerprints:
            key = origin_key(fingerprint.origin)
            if self._own(key, fingerprint.origin, fingerprint.uri) is None:
                self._enter(fingerprint, key)
        self._post()

    def _enter(self, fingerprint: Fingerprint, key: str) -> None:
        if len(self) == self._max_articles:
            self._forget_first()
        sequence = self._next_sequence()
        slot = sequence % self._max_articles
        self._store[slot] = self._packed(fingerprint)
        keys = (
            key,
            fingerprint.work,
            fingerprint.url_key,
            fingerprint.content,
            fingerprint.headline_key or None,
        )
        for identity, name in zip(self._identities.values(), keys, strict=True):
            identity.add(name, sequence)
        sketch = smallest(unpack(fingerprint.shingles), SIZE)
        words = signals(fingerprint.headline_words)[:STORY_SIGNALS]
        self._unposted.append(np.concatenate([sketch, words]))
        self._merge(fingerprint, sequence)
        self._event_ms[slot] = _NO_EVENT if fingerprint.event_ms is None else fingerprint.event_ms
        self._expire(fingerprint.event_ms)

    def _post(self) -> None:
        if self._unposted:
            self._postings.add(self._unposted, self._next - len(self._unposted))
            self._unposted.clear()

    def own(self, origin: Origin, uri: str) -> Fingerprint | None:
        """Return the fingerprint that this very item left behind, if it is remembered."""
        return self._own(origin_key(origin), origin, uri)

    def _own(self, key: str, origin: Origin, uri: str) -> Fingerprint | None:
        for fingerprint in self._find("origin", key):
            if fingerprint.origin == origin and fingerprint.uri == uri:
                return fingerprint
        return None

    def with_work(self, work: str) -> Iterator[Fingerprint]:
        """Yield the remembered articles of this work, newest first."""
        return (found for found in self._find("work", work) if found.work == work)

    def with_url(self, url_key: str) -> Iterator[Fingerprint]:
        """Yield the remembered articles with this address, newest first."""
        return (found for found in self._find("url", url_key) if found.url_key == url_key)

    def with_content(self, content: str) -> Iterator[Fingerprint]:
        """Yield the remembered articles with this folded text, newest first."""
        return (found for found in self._find("content", content) if found.content == content)

    def with_headline(self, headline_key: str) -> Iterator[Fingerprint]:
        """Yield the remembered articles with this folded headline, newest first."""
        found = self._find("headline", headline_key)
        return (earlier for earlier in found if earlier.headline_key == headline_key)

    def story_candidates(self, words: Words, most: int) -> Iterator[Fingerprint]:
        """Yield at most `most` articles whose headlines share most of these words, oldest first."""
        for sequence in self._postings.candidates(signals(pack_words(words)), self._oldest, most):
            yield self._read(sequence)

    def kept_story(self, story: str) -> str:
        """Return the story that `story` was merged into, or itself."""
        seen = set()
        while story in self._merged and story not in seen:
            seen.add(story)
            story = self._merged[story]
        return story

    def candidates(self, shingles: Hashes, most: int) -> Iterator[Fingerprint]:
        """Yield at most `most` articles that probably share text with these shingles, oldest first."""
        for sequence in self._postings.candidates(shingles, self._oldest, most):
            yield self._read(sequence)

    def _next_sequence(self) -> int:
        """Return the next sequence number, for which there is room in the tables."""
        if self._next >= 2**SEQUENCE_BITS:
            self._post()
            self._rebase()
        if len(self) == self._room:
            self._post()
        sequence = self._next
        self._next += 1
        if len(self) > self._room:
            self._postings.fit(len(self))
            for keys in self._identities.values():
                keys.fit(self._oldest, sequence)
            self._room = self._least_room()
        return sequence

    def _least_room(self) -> int:
        return min(self._postings.room, *(keys.room for keys in self._identities.values()))

    def _rebase(self) -> None:
        """Count sequence numbers down again; by a multiple of the slots, so that every slot stays."""
        shift = (self._oldest - 1) // self._max_articles * self._max_articles
        self._postings.rebase(shift)
        for keys in self._identities.values():
            keys.rebase(shift)
        self._merges = deque((sequence - shift, merged) for sequence, merged in self._merges)
        self._oldest -= shift
        self._next -= shift

    def _find(self, identity: str, key: str) -> Iterator[Fingerprint]:
        return map(self._read, self._identities[identity].find(key, self._oldest))

    def _read(self, sequence: int) -> Fingerprint:
        return _DECODER.decode(self._store[sequence % self._max_articles])

    def _packed(self, fingerprint: Fingerprint) -> bytes:
        _ENCODER.encode_into(fingerprint, self._buffer)
        return bytes(self._buffer)  # at its own size; `encode` leaves behind the slack of a growing buffer

    def _expire(self, event_ms: int | None) -> None:
        if event_ms is not None:
            self._latest_events.append(event_ms)
        if len(self._latest_events) < QUORUM:
            return
        oldest_ms = self._event_ms[self._oldest % self._max_articles]
        if self._latest_events[-1] - oldest_ms <= self.horizon_ms:
            return  # one of the latest is not later than the horizon
        bound = min(self._latest_events) - self.horizon_ms
        while len(self) and _NO_EVENT < self._event_ms[self._oldest % self._max_articles] < bound:
            self._forget_first()

    def _merge(self, fingerprint: Fingerprint, sequence: int) -> None:
        for merged in fingerprint.dedup.merges:
            self._merged[merged] = fingerprint.story
            self._merges.append((sequence, merged))
        while len(self._merges) > MOST_MERGES:
            self._merged.pop(self._merges.popleft()[1], None)

    def _forget_first(self) -> None:
        while self._merges and self._merges[0][0] <= self._oldest:
            self._merged.pop(self._merges.popleft()[1], None)
        del self._store[self._oldest % self._max_articles]
        self._oldest += 1


def origin_key(origin: Origin) -> str:
    """Return the coordinates as one string, the key of a fingerprint on its topic."""
    return f"{origin.topic}/{origin.partition}/{origin.offset}/{origin.item}"
