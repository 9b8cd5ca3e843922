"""Rules that a user writes: phrases → tags, in YAML, with cases beside each rule. No regular expressions.

    version: "1"            # goes into the creator: flood-desk/1
    name: flood-desk
    rules:
      - name: floods
        languages: [en]                       # default: all
        any: ["flash flood*", "river|rivers burst _ banks"]
        also: ["rain*", "storm*"]             # one of these somewhere, headline included
        not: ["flood of complaints"]          # none of these anywhere
        tags: [{subject: "medtop:20000151"}, {keyword: "floods"}]
        cases:
          yes: ["Heavy rain brought flash flooding to the valley."]
          no: ["The regulator met a flood of complaints."]

A phrase is a row of words. Small letters match in any case, a word with a capital as it stands; `*` at the
end of a word stands for any ending, `|` between words for either, `_` for any one word. Every rule has at
least one case of each kind, and every case is tried when the file is read: a file with a case that fails is
not used. Reading the file is `service.taggers.rules_file`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from service.record import Article
from service.taggers.document import Document, Tagger, Tags
from service.taggers.segment import Word, words_of
from service.tags import Event, Keyword, Mention, Organisation, Person, Product, Span, Subject

CONFIDENCE = 80  # nobody has measured how often a user's rule is right
_ENTITIES = {"person": Person, "organisation": Organisation, "product": Product, "event": Event}
_FIELDS = {"person": "people", "organisation": "organisations", "product": "objects", "event": "events"}
_MOST_FOUND = 200  # places of one rule in one article
_START = 3
"""Letters that a word with `*` has at least, and by which words are looked up."""


class Form(NamedTuple):
    """One word of a phrase: the words it may be; `is_start` when any ending is meant; nothing: any word."""

    words: tuple[tuple[str, bool], ...]

    def fits(self, word: str, folded: str) -> bool:
        """Whether a printed word is this one."""
        if not self.words:
            return True
        for wanted, is_start in self.words:
            printed = word if wanted != wanted.casefold() else folded
            if printed.startswith(wanted) if is_start else printed == wanted:
                return True
        return False


Phrase = tuple[Form, ...]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A tag that a rule gives.

    Attributes:
        kind: subject, keyword, person, organisation, product or event.
        name: as it is to stand in the record.
        uri: of a subject or an entity, if it has one.
    """

    kind: str
    name: str
    uri: str | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule; `any` is the evidence, in the body; `also` and `without` look at the headline too."""

    name: str
    any: tuple[Phrase, ...]
    tags: tuple[Given, ...]
    also: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    languages: frozenset[str] = frozenset()


class _Words(NamedTuple):
    """Words of a text with their folded forms, and where each form stands; forms by their first letters."""

    words: tuple[Word, ...]
    folded: tuple[str, ...]
    places: dict[str, list[int]]
    by_start: dict[str, list[str]]

    def where(self, form: Form) -> list[int]:
        """Return where words stand that may fit `form`, in order."""
        found: set[int] = set()
        for wanted, is_start in form.words:
            folded = wanted.casefold()
            forms = (
                [one for one in self.by_start.get(folded[:_START], ()) if one.startswith(folded)]
                if is_start
                else [folded]
            )
            found.update(at for one in forms for at in self.places.get(one, ()))
        return sorted(found)


def rule_tagger(name: str, version: str, rules: tuple[Rule, ...]) -> Tagger:
    """Return the tagger that applies `rules`."""
    creator = f"{name}/{version}"

    def run(document: Document, tags: Tags) -> Tags:
        for rule, found in matches(document, rules):
            tags = _tagged(document.body, tags, rule, found, creator)
        return tags

    return Tagger(name=name, version=version, run=run)


def matches(document: Document, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, list[Span]]]:
    """Yield each rule that applies with where its evidence stands, in the order of the rules."""
    body = _with_folded(document.words)
    headline = _headline(document.article, document.language)
    for rule in rules:
        if rule.languages and document.language not in rule.languages:
            continue
        found = _spans(body, rule.any)
        if not found:
            continue
        anywhere = (body, headline)
        if rule.also and not any(_occurs(text, rule.also) for text in anywhere):
            continue
        if not any(_occurs(text, rule.without) for text in anywhere):
            yield rule, found


def _with_folded(words: Iterable[Word]) -> _Words:
    kept = tuple(words)
    folded = tuple(word.text.casefold() for word in kept)
    places: dict[str, list[int]] = {}
    for at, form in enumerate(folded):
        places.setdefault(form, []).append(at)
    by_start: dict[str, list[str]] = {}
    for form in places:
        by_start.setdefault(form[:_START], []).append(form)
    return _Words(kept, folded, places, by_start)


def _headline(article: Article, language: str) -> _Words:
    headline = article.headline
    return _with_folded(words_of(headline, 0, len(headline), language))


def _occurs(text: _Words, phrases: tuple[Phrase, ...]) -> bool:
    return next(_occurrences(text, phrases), None) is not None


def _spans(text: _Words, phrases: tuple[Phrase, ...]) -> list[Span]:
    spans: dict[tuple[int, int], None] = {}
    for first, last in _occurrences(text, phrases):
        spans[text.words[first].start, text.words[last - 1].end] = None
        if len(spans) == _MOST_FOUND:
            break
    return [Span(start=start, end=end) for start, end in sorted(spans)]


def _occurrences(text: _Words, phrases: tuple[Phrase, ...]) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        for first in text.where(phrase[0]):
            last = first + len(phrase)
            if last <= len(text.words) and all(
                form.fits(text.words[at].text, text.folded[at]) for at, form in enumerate(phrase, first)
            ):
                yield first, last


def _tagged(body: str, tags: Tags, rule: Rule, found: list[Span], creator: str) -> Tags:
    mentions = tuple(Mention(start=s.start, end=s.end, surface=body[s.start : s.end]) for s in found)
    for given in rule.tags:
        if given.kind == "subject":
            subject = Subject(
                name=given.name, uri=given.uri, confidence=CONFIDENCE, creator=creator, evidence=tuple(found)
            )
            if all(known.uri != given.uri for known in tags.subjects):
                tags = msgspec.structs.replace(tags, subjects=(*tags.subjects, subject))
        elif given.kind == "keyword":
            keyword = Keyword(
                value=given.name, score=1.0, mentions=mentions, confidence=CONFIDENCE, creator=creator
            )
            if all(known.value != given.name for known in tags.keywords):
                tags = msgspec.structs.replace(tags, keywords=(*tags.keywords, keyword))
        else:
            tags = _with_entity(tags, given, mentions, creator)
    return tags


def _with_entity(tags: Tags, given: Given, mentions: tuple[Mention, ...], creator: str) -> Tags:
    field = _FIELDS[given.kind]
    known = getattr(tags, field)
    if any(one.name == given.name or (given.uri and one.uri == given.uri) for one in known):
        return tags
    entity = _ENTITIES[given.kind](
        name=given.name,
        uri=given.uri,
        literal=mentions[0].surface,
        mentions=mentions,
        confidence=CONFIDENCE,
        creator=creator,
    )
    return msgspec.structs.replace(tags, **{field: (*known, entity)})
