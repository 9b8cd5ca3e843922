"""Write labelled news sentences: our own sentence patterns, filled with names from all over the world.

The corpora at hand hold few names from outside Europe and North America and little news, so the
patterns teach how news introduces people, bodies and places, and the fillers teach what such names
look like. Everything is drawn from one seeded generator.
"""

import functools
import re
from collections.abc import Callable, Iterator
from importlib.resources import files

import numpy as np

from service.taggers.gazetteer import load_gazetteer
from service.taggers.places_gazetteer import load_places
from service.taggers.segment import words_of
from service.taggers.training.corpora import Corpus, Labelled
from service.taggers.training.names import Culture, cultures
from service.taggers.training.organisations import Fillers, organisation

_SLOT = re.compile(r"\{([A-Z])\}|\bN\b(?= years)")

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_WORDS = (
    "Energy Food Oil Trade Coffee Water Health Education Security Labour Tax Gold Wheat Tourism Coal "
    "Transport Housing Police Defence "
    "Opposition Government Court President Minister Chairman Committee Army Parliament Church Union "
    "Constitution "
    "Crown Internet Covid Omicron Islam Christianity English Arabic Spanish French Democracy Independence"
).split()
_PRODUCTS = (
    "Tomahawk Javelin Patriot Iskander Toyota Corolla|Boeing 737|iPhone 13|Airbus A320|Olympic Games|World "
    "Cup|Nobel Prize|"
    "Champions League|Summer Festival|Film Festival|Spring Festival|Paris Agreement|Cold War|Civil War|World "
    "War II|"
    "Ramadan|Christmas|Eid|Grand Prix|Asian Games|National Day|Book Fair|Climate Summit|Sputnik V|Windows 10|"
    "Quran|Bible"
).split("|")


_THINGS = (
    "{t} Film Festival|{t} International Film Festival|{t} Marathon|{c} Grand Prix|{c} Open|{t} Open|{t} "
    "Derby|{f} Act|"
    "{f} Bill|{f} Law|{t} Agreement|{t} Convention|{t} Protocol|{t} Declaration|{t} Accord|Treaty of {t}|{f} "
    "Summit|"
    "{d} Cup|{c} Cup|{f} Cup|{c} National Day|{f} Day|World {f} Day|{f} Week|{s} Award|{s} Award for {f}|{s} "
    "Prize|{f} Awards|"
    "{f} Index|{f} Report 2021|{f} Policy|{f} Strategy|{f} Plan|National {f} Plan|{f} Vision 2030|Operation "
    "{w}|{w} 5|{w} X|"
    "{w} Pro|{f} Championship|{c} Championship|{d} Super League|{t} Games|{d} Games|{t} Book Fair|{f} Expo|"
    "{c} Carnival|"
    "{d} Revolution|Battle of {t}|{d} War|War of {d} Independence|{f} Scheme|{f} Guidelines|{f} Resolution|"
    "{f} Conference|"
    "Hurricane {s}|Cyclone {s}|Typhoon {s}|Tropical Storm {s}|{c} Tour|{t} Exhibition|{d} Literature|{f} "
    "Certificate|"
    "Bachelor of {f}|{f} Exam|Diploma in {f}|Order of {c}|{f} Code|{f} Project|Project {w}|{d} Dream|{d} "
    "Story|Vision 2030"
).split("|")


class _Story:
    """One invented article: its people, bodies and places, of which sentences speak again and again."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.last: int = 0
        self.people = [_person(rng) for _ in range(3)]
        self.bodies = [organisation(rng) for _ in range(3)]
        self.country = _pick(rng, _countries())
        self.towns = [_town(rng) for _ in range(2)]

    def fill(self, slot: str) -> tuple[str, str]:
        """Return a text and its type (empty for none) for one slot."""
        return _FILLERS[slot](self)

    def person(self) -> tuple[str, str]:
        self.last = int(self.rng.integers(3))
        if self.rng.random() < 0.15:
            self.people[self.last] = _person(self.rng)
        return self.people[self.last][0], "PER"

    def second(self) -> tuple[str, str]:
        return self.people[(self.last + 1) % 3][0], "PER"

    def body(self) -> tuple[str, str]:
        fresh = self.rng.random() < 0.5
        return (organisation(self.rng) if fresh else _pick(self.rng, self.bodies)), "ORG"

    def town(self) -> tuple[str, str]:
        fresh = self.rng.random() < 0.5
        return (_town(self.rng) if fresh else _pick(self.rng, self.towns)), "LOC"


def _pick(rng: np.random.Generator, options: "list[str] | tuple[str, ...]") -> str:
    return options[int(rng.integers(len(options)))]


def _person(rng: np.random.Generator) -> tuple[str, str]:
    """Return a person's name in full and the name the text uses afterwards."""
    culture: Culture = cultures()[int(rng.integers(len(cultures())))]
    given, family = _pick(rng, culture.given), _pick(rng, culture.family)
    chance = rng.random()
    if culture.family_first:
        return f"{family} {given}", family
    if chance < 0.08:
        return f"{given} {chr(65 + int(rng.integers(26)))}. {family}", family
    if chance < 0.2:
        return f"{given} {_pick(rng, culture.given)} {family}", family
    if chance < 0.27:
        return f"{given} {family} {_pick(rng, culture.family)}", family
    if chance < 0.31:
        return f"{given}-{_pick(rng, culture.given)} {family}", family
    if chance < 0.34:
        return f"{given[0]}.{_pick(rng, culture.given)[0]}. {family}", family
    return f"{given} {family}", family


@functools.cache
def _countries() -> tuple[str, ...]:
    names = [place.name for place in load_places().countries.values()]
    return (*names, "US", "UK", "U.S.", "UAE", "America", "Britain", "USA", "DR Congo")


@functools.cache
def _regions() -> tuple[str, ...]:
    return tuple(sorted({place.name for place in load_places().divisions.values()}))


@functools.cache
def _lands() -> tuple[str, ...]:
    entries = {p for found in load_places().by_name.values() for p in found if p.population == 0}
    return tuple(sorted({p.name for p in entries if p.feature_code != "PCLI"}))


@functools.cache
def _towns() -> tuple[str, ...]:
    entries = {p for found in load_places().by_name.values() for p in found if p.population}
    ordered = sorted(entries, key=lambda p: (-p.population, p.uri))
    return tuple(dict.fromkeys(p.name for p in ordered if p.name.count(" ") < 3 and "(" not in p.name))


_EXP = 2  # large towns are named far more often than small ones
_SYLLABLES = (
    "ba be bo da du ga go ka ke ki ko la le lo ma me mo na no nya pa pe po ra ri ro sa se sha su ta te to wa "
    "ya "
    "zam kwa chi gan dar har mbe nda tur vol kar lim san tam ber nor wick"
).split()
_ENDINGS = "pur abad ville ton burg nagar grad ovo aha stan dorf ford ham si ti la wa ni ra do gu".split()


def _town(rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.75:
        return _towns()[int(len(_towns()) * rng.random() ** _EXP)]  # large towns are named far more often
    stem = "".join(_pick(rng, _SYLLABLES) for _ in range(int(rng.integers(1, 3))))
    name = (stem + _pick(rng, _ENDINGS)).capitalize()
    prefix = ("Al-", "San ", "New ", "Port ", "North ", "Upper ", "El ", "Fort ", "Saint ", "Mount ")
    return _pick(rng, prefix) + name if chance > 0.93 else name


def _land(rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.6:
        return _pick(rng, _lands())
    town = _town(rng)
    forms = ("{} River", "Lake {}", "{} Valley", "Mount {}", "{} Island", "Cape {}", "{} Bay", "{} Peninsula")
    return _pick(rng, forms).format(town)


def _province(rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.5:
        return _pick(rng, _regions())
    forms = (
        "{} Province",
        "{} State",
        "{} District",
        "{} County",
        "{} Region",
        "{}",
        "{} Governorate",
        "{} Oblast",
    )
    return _pick(rng, forms).format(_town(rng))


def _facility(rng: np.random.Generator) -> str:
    forms = (
        "{} International Airport|{} Airport|{} Stadium|{} Hospital|{} General Hospital|{} Bridge|{} Road|"
        "{} Street|{} Square|{} Park|{} Prison|Port of {}|{} National Park|{} Hotel|{} Palace|{} Museum|"
        "{} Mosque|{} Cathedral|{} Avenue|{} Station|{} Dam|{} Market|{} Creek|{} Cemetery|{} Forest|"
        "{} Beach|{} Building"
    ).split("|")
    stem = _town(rng) if rng.random() < 0.6 else _person(rng)[0]
    return _pick(rng, forms).format(stem)


def _thing(rng: np.random.Generator) -> str:
    """Return the name of an event, law, prize, product or plan: capitalised, and not of our types."""
    if rng.random() < 0.25:
        return _pick(rng, _PRODUCTS)
    return _pick(rng, _THINGS).format_map(Fillers(rng))


def _number(rng: np.random.Generator) -> str:
    return _pick(
        rng,
        (str(int(rng.integers(2, 99))), str(int(rng.integers(100, 999))), "2019", "1987", "two", "12,000"),
    )


def _acronym(story: _Story) -> tuple[str, str]:
    words = re.findall(r"[A-Z]", _pick(story.rng, story.bodies))
    if len(words) >= 3 and story.rng.random() < 0.5:
        return "".join(words), "ORG"
    letters = "ABCDEFGHIKLMNOPRSTUW"
    return "".join(_pick(story.rng, tuple(letters)) for _ in range(int(story.rng.integers(3, 6)))), "ORG"


def _country(story: _Story) -> tuple[str, str]:
    fresh = story.rng.random() < 0.6
    return (_pick(story.rng, _countries()) if fresh else story.country), "LOC"


_FILLERS: dict[str, Callable[[_Story], tuple[str, str]]] = {
    "P": _Story.person,
    "S": lambda s: (s.people[s.last][1], "PER"),
    "Q": _Story.second,
    "R": lambda s: (s.people[(s.last + 1) % 3][1], "PER"),
    "O": _Story.body,
    "A": _acronym,
    "L": lambda s: (_land(s.rng), "LOC"),
    "C": _country,
    "T": _Story.town,
    "U": lambda s: (_town(s.rng).upper(), "LOC"),
    "V": lambda s: (_province(s.rng), "LOC"),
    "F": lambda s: (_facility(s.rng), "LOC"),
    "D": lambda s: (_pick(s.rng, tuple(load_places().demonyms)), ""),
    "N": lambda s: (_number(s.rng), ""),
    "W": lambda s: (_pick(s.rng, _DAYS), ""),
    "M": lambda s: (_pick(s.rng, _MONTHS), ""),
    "X": lambda s: (_pick(s.rng, _WORDS), ""),
    "Y": lambda s: (_thing(s.rng), ""),
    "K": lambda s: (_town(s.rng), "ORG"),
}


def synthetic(patterns: str, stories: int, seed: int) -> Corpus:
    """Return `stories` invented articles of 8 sentences, from `training/<patterns>`."""
    rng = np.random.default_rng(seed)
    text = files("service.taggers.training").joinpath(patterns).read_text(encoding="utf-8")
    sentences = [line for line in text.splitlines() if line and not line.startswith("#")]
    known = _known_sentences()
    corpus = []
    for _ in range(stories):
        story = _Story(rng)
        corpus.append([_filled(_pick(rng, sentences), story) for _ in range(8)])
    return corpus + known[: max(1, stories // 4)]


def _known_sentences() -> Corpus:
    """Return short sentences with the gazetteer's own organisations, which the patterns never name."""
    forms = ("{} said so .", "The {} denied it .", "{} officials met in private .", "She works for {} .")
    known = sorted(
        {k.name for k in load_gazetteer().by_alias.values() if k.kind == "ORG" and "(" not in k.name}
    )
    return [[_labelled([(form.format("\0"), "")], name)] for name in known for form in forms[:2]]


def _labelled(parts: list[tuple[str, str]], name: str) -> Labelled:
    before, _, after = parts[0][0].partition("\0")
    return _cut([(before, ""), (name, "ORG"), (after, "")])


def _filled(pattern: str, story: _Story) -> Labelled:
    parts = []
    at = 0
    for match in _SLOT.finditer(pattern):
        parts.append((pattern[at : match.start()], ""))
        parts.append(story.fill(match.group(1) or "N"))
        at = match.end()
    parts.append((pattern[at:], ""))
    return _cut(parts)


def _cut(parts: list[tuple[str, str]]) -> Labelled:
    text = "".join(part for part, _ in parts)
    spans = []
    at = 0
    for part, kind in parts:
        if kind:
            spans.append((at, at + len(part), kind))
        at += len(part)
    words = list(words_of(text, 0, len(text)))
    return Labelled(tuple(w.text for w in words), tuple(_labels(words, spans)))


def _labels(words: list, spans: list[tuple[int, int, str]]) -> Iterator[str]:  # type: ignore[type-arg]
    for word in words:
        inside = next((s for s in spans if s[0] <= word.start < s[1]), None)
        if inside is None:
            yield "O"
        else:
            yield f"{'B' if word.start == inside[0] else 'I'}-{inside[2]}"
