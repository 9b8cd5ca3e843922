"""Read a file of rules (`service.taggers.rules`), and try every case in it: all is right, or nothing is used.

Every problem is told in one line with the file and the line where it stands.
"""

import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from service.record import Article, Origin, Paragraph, Section, Standard, Text
from service.taggers.document import Document, Tagger, document_of
from service.taggers.rules import Form, Given, Phrase, Rule, matches, rule_tagger
from service.taggers.segment import words_of
from service.taggers.topics_vocabulary import media_topics, uri_of

LARGEST_BYTES = 1024 * 1024
MOST_RULES, MOST_PHRASES, LONGEST_PHRASE, MOST_CASES = 1_000, 500, 12, 50

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SUBJECT = re.compile(r"medtop:(\d{8})")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_START = 3  # letters before a `*`
_KINDS = ("subject", "keyword", "person", "organisation", "product", "event")


class InvalidRules(ValueError):
    """A file of rules that is not used; the message is one line."""


class _Wrong(ValueError):
    """What is wrong, and in which line."""

    def __init__(self, node: yaml.Node, problem: str) -> None:
        super().__init__(problem)
        self.line = node.start_mark.line + 1


class _Cases(msgspec.Struct, frozen=True):
    """Texts a rule must and must not apply to, with their lines."""

    yes: tuple[tuple[int, str], ...]
    no: tuple[tuple[int, str], ...]


def read_rules(path: Path) -> Tagger:
    """Return the tagger of a file of rules.

    Raises:
        InvalidRules: the file cannot be read, a rule is wrong, or a case fails.
    """
    try:
        content = path.read_bytes()
        if len(content) > LARGEST_BYTES:
            raise InvalidRules(f"{path}: larger than {LARGEST_BYTES >> 20} MB")
        # The tree is only composed, so no tag in it can build an object.
        tree = yaml.compose(content.decode("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise InvalidRules(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    if tree is None:
        raise InvalidRules(f"{path}:1: the file is empty")
    try:
        return _tagger(tree)
    except _Wrong as error:
        raise InvalidRules(f"{path}:{error.line}: {error}") from None


def _tagger(tree: yaml.Node) -> Tagger:
    top = _mapping(tree, ("version", "name", "rules"), required=("version", "name", "rules"))
    name, version = _text(top["name"], _NAME), _text(top["version"], _VERSION)
    nodes = _list(top["rules"], MOST_RULES)
    rules: dict[str, Rule] = {}
    for node in nodes:
        rule, cases = _rule(node)
        if rule.name in rules:
            raise _Wrong(node, f"two rules are named {rule.name!r}")
        rules[rule.name] = rule
        _try(rule, cases, node)
    return rule_tagger(name, version, tuple(rules.values()))


def _rule(node: yaml.Node) -> tuple[Rule, _Cases]:
    known = ("name", "languages", "any", "also", "not", "tags", "cases")
    fields = _mapping(node, known, required=("name", "any", "tags", "cases"))
    languages = _list(fields["languages"], 50) if "languages" in fields else []
    cases = _mapping(fields["cases"], ("yes", "no"), required=("yes", "no"))
    rule = Rule(
        name=_text(fields["name"], _NAME),
        any=_phrases(fields["any"]),
        also=_phrases(fields["also"]) if "also" in fields else (),
        without=_phrases(fields["not"]) if "not" in fields else (),
        tags=tuple(_given(tag) for tag in _list(fields["tags"], 20)),
        languages=frozenset(_text(language, _LANGUAGE) for language in languages),
    )
    return rule, _Cases(_case_texts(cases["yes"]), _case_texts(cases["no"]))


def _case_texts(node: yaml.Node) -> tuple[tuple[int, str], ...]:
    return tuple((case.start_mark.line + 1, _text(case)) for case in _list(node, MOST_CASES))


def _phrases(node: yaml.Node) -> tuple[Phrase, ...]:
    return tuple(_phrase(part) for part in _list(node, MOST_PHRASES))


def _phrase(node: yaml.Node) -> Phrase:
    text = _text(node)
    forms = tuple(_form(node, word) for word in text.split())
    if len(forms) > LONGEST_PHRASE:
        raise _Wrong(node, f"a phrase of {len(forms)} words; {LONGEST_PHRASE} are the most")
    if not forms[0].words or not forms[-1].words:
        raise _Wrong(node, f"{text!r}: _ stands only between words")
    return forms


def _form(node: yaml.Node, word: str) -> Form:
    if word == "_":
        return Form(())
    parts = word.split("|")
    forms = []
    for part in parts:
        plain = part.removesuffix("*")
        if not plain or "*" in plain or "_" in plain:
            raise _Wrong(node, f"{word!r}: a word, with * at its end at most; either|or; _ for any word")
        if part != plain and len(plain) < _START:
            raise _Wrong(node, f"{word!r}: {_START} letters at least go before *")
        cut = [one.text for one in words_of(plain, 0, len(plain), "en")]
        if len(cut) > 1 and part == plain:
            raise _Wrong(node, f"{part!r} is read as {len(cut)} words; write {' '.join(cut)!r}")
        forms.append((plain, part != plain))
    return Form(tuple(forms))


def _given(node: yaml.Node) -> Given:
    fields = _mapping(node, (*_KINDS, "uri"))
    kinds = [kind for kind in fields if kind != "uri"]
    if len(kinds) != 1:
        raise _Wrong(node, f"one of {', '.join(_KINDS)} is wanted")
    (kind,) = kinds
    name = _text(fields[kind])
    uri = _text(fields["uri"], _URI) if "uri" in fields else None
    if kind == "subject":
        return _subject(fields[kind], name)
    return Given(kind=kind, name=name, uri=uri)


def _subject(node: yaml.Node, qcode: str) -> Given:
    match = _SUBJECT.fullmatch(qcode)
    topic = media_topics().get(match[1]) if match else None
    if topic is None or topic.retired:
        raise _Wrong(node, f"{qcode!r} is no Media Topic in use; write medtop: and eight digits")
    return Given(kind="subject", name=topic.names["en"], uri=uri_of(topic.code))


def _try(rule: Rule, cases: _Cases, node: yaml.Node) -> None:
    """Try every case of `rule`."""
    language = min(rule.languages, default="en")
    for wanted, texts in ((True, cases.yes), (False, cases.no)):
        for line, text in texts:
            if any(matches(_document(text, language), (rule,))) is not wanted:
                verb = "does not apply" if wanted else "applies"
                problem = _Wrong(node, f"rule {rule.name!r} {verb} to its case {text[:80]!r}")
                problem.line = line
                raise problem


def _document(text: str, language: str) -> Document:
    """Return a case as an article of one paragraph."""
    return document_of(
        Article(
            uri="urn:dateline:article:case",
            standard=Standard(name="ninjs", version="3.1", schema="case"),
            schema_version="1",
            processing_version="1",
            ruleset_version="1",
            type="text",
            representation_type="complete",
            version="1",
            pub_status="usable",
            language=language,
            bodies=(Text(content_type="text/plain", value=text),),
            sections=(Section(paragraphs=(Paragraph(text=text, start=0, end=len(text)),)),),
            origin=Origin(topic="case", partition=0, offset=0, item=0),
        )
    )


def _mapping(node: yaml.Node, known: tuple[str, ...], required: tuple[str, ...] = ()) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _Wrong(node, f"a mapping is wanted, with {', '.join(known)}")
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in known or name in fields:
            raise _Wrong(key, f"unknown or repeated key {name!r}; known are {', '.join(known)}")
        fields[name] = value
    for name in required:
        if name not in fields:
            raise _Wrong(node, f"{name!r} is missing")
    return fields


def _list(node: yaml.Node, most: int) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise _Wrong(node, "a list with something in it is wanted; put the value in [ ]")
    if len(node.value) > most:
        raise _Wrong(node, f"{len(node.value)} entries; {most} are the most")
    items: list[Any] = node.value
    return items


def _text(node: yaml.Node, form: re.Pattern[str] | None = None) -> str:
    """Return a scalar's text as it stands; YAML 1.1 would read NO, the country, as a boolean."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise _Wrong(node, "a text is wanted")
    text = str(node.value).strip()
    if form is not None and not form.fullmatch(text):
        raise _Wrong(node, f"{text!r} is not of the form {form.pattern}")
    return text
