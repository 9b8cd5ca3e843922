"""Write labelled news sentences: our own sentence patterns, filled with names from all over the world.

The corpora at hand hold few names from outside Europe and North America and little news, so the
patterns teach how news introduces people, bodies and places, and the fillers teach what such names
look like. Everything is drawn from one seeded generator.
"""

import re
from collections.abc import Callable, Iterator
from importlib.resources import files

import numpy as np

from service.taggers.gazetteer import load_gazetteer
from service.taggers.places_gazetteer import load_places
from service.taggers.segment import words_of
from service.taggers.training.corpora import Corpus, Labelled
from service.taggers.training.names import person, pick
from service.taggers.training.organisations import Fillers, acronym, coined, organisation
from service.taggers.training.towns import countries, facility, land, province, town

_SLOT = re.compile(r"\{([A-Za-z])\}|\[([^\]]+)\]|<([^>]+)>|\bN\b(?= years)")

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_WORDS = (
    "Energy Food Oil Trade Coffee Water Health Education Security Labour Tax Gold Wheat Tourism Coal "
    "Transport Housing Police Defence "
    "Opposition Government Court President Minister Chairman Committee Army Parliament Church Union "
    "Constitution "
    "Crown Internet Covid Omicron Islam Christianity English Arabic Spanish French Democracy Independence "
    "Agriculture Emergency Framework Procedure Escrow Lecturer Federation Museum Button "
    "Dermatologist Diary City "
    "Foundation Initiative Agreement Directive Schedule Annexure Chapter Regulation Programme "
    "Roadmap Taskforce "
    "Strategy Vision Facility Scheme Bail Warrant Petition Plaintiff Respondent Counsel Advocate "
    "Bench Judiciary "
    "Legislature Executive Exchequer Budget Revenue Customs Immigration Passport Visa Permit "
    "Licence Tender Contract "
    "Kingdom Republic Nation State Province Municipality District Ward Village Council Commission "
    "Opposition Speaker "
    "Whip Treasurer Secretary Registrar Provost Dean Chancellor Rector Principal Headmaster Teacher "
    "Nurse Doctor "
    "Engineer Architect Captain Goalkeeper Striker Defender Final Semifinal League Trophy Medal "
    "Olympics Marathon "
    "Festival Carnival Exhibition Concert Album Episode Season Prologue Gospel Scripture Temple "
    "Mosque Hijab Halal "
    "Lockdown Vaccine Booster Virus Delta Malaria Cholera Dengue Diabetes Cancer Blockchain Bitcoin "
    "Metaverse Wallet "
    "Android Windows Excel Wi-Fi Bluetooth Sustainability Biodiversity Hydrogen Lithium Copper "
    "Cocoa Maize Barley"
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
        self.people = [person(rng) for _ in range(3)]
        self.bodies = [organisation(rng) for _ in range(3)]
        self.country = pick(rng, countries())
        self.towns = [town(rng) for _ in range(2)]

    def fill(self, slot: str) -> tuple[str, str]:
        """Return a text and its type (empty for none) for one slot."""
        return _FILLERS[slot](self)

    def person(self) -> tuple[str, str]:
        self.last = int(self.rng.integers(3))
        if self.rng.random() < 0.15:
            self.people[self.last] = person(self.rng)
        return self.people[self.last][0], "PER"

    def second(self) -> tuple[str, str]:
        return self.people[(self.last + 1) % 3][0], "PER"

    def body(self) -> tuple[str, str]:
        fresh = self.rng.random() < 0.5
        return (organisation(self.rng) if fresh else pick(self.rng, self.bodies)), "ORG"

    def town(self) -> tuple[str, str]:
        fresh = self.rng.random() < 0.5
        return (town(self.rng) if fresh else pick(self.rng, self.towns)), "LOC"


def _thing(rng: np.random.Generator) -> str:
    """Return the name of an event, law, prize, product or plan: capitalised, and not of our types."""
    if rng.random() < 0.25:
        return pick(rng, _PRODUCTS)
    return pick(rng, _THINGS).format_map(Fillers(rng))


def _number(rng: np.random.Generator) -> str:
    return pick(
        rng,
        (str(int(rng.integers(2, 99))), str(int(rng.integers(100, 999))), "2019", "1987", "two", "12,000"),
    )


def _acronym(story: _Story) -> tuple[str, str]:
    words = re.findall(r"[A-Z]", pick(story.rng, story.bodies))
    if len(words) >= 3 and story.rng.random() < 0.5:
        return "".join(words), "ORG"
    return acronym(story.rng), "ORG"


_BODIES = tuple("Congress Parliament Senate Cabinet Parliament Congress Assembly Cabinet".split())
# Peoples, languages, faiths and followings that no list has: capitalised, and no name of our types.
_PEOPLES = (
    "Kaska Cree Dene Ojibwe Mohawk Haida Métis Inuit Gwich'in Mi'kmaq Mi'kmaw Sioux Navajo Cherokee "
    "Lakota Māori "
    "Ngāi Tahu Tūhoe Ngāpuhi Pasifika Samoan Palawa Noongar Yolngu Wiradjuri Warlpiri Jingulu "
    "Arrernte Gomeroi "
    "Vokkaliga Lingayat Maratha Jat Patidar Rajput Brahmin Dalit Adivasi Bohra Parsi Ahmadi Pashto "
    "Baloch Sindhi "
    "Kalenjin Luhya Meru Borana Afar Amhara Sidama Gurage Tigrayan Nuer Dinka Acholi Baganda Ewe Ga "
    "Akan Fante "
    "Wolof Serer Mandinka Bambara Dogon Songhai Kanuri Tiv Ijaw Ogoni Edo Efik Herero Nama Ovambo "
    "San Himba Venda "
    "Tsonga Swazi Shona Ndebele Tonga Bemba Chewa Makonde Guarani Miskito Garifuna Bribri Ngäbe "
    "Emberá Wayuu Nasa "
    "Shuar Kichwa Asháninka Yanomami Hmong Karen Kachin Chin Shan Mon Rakhine Cham Dayak Batak Ainu "
    "Sámi Kazakh "
    "Tatar Chechen Avar Creole Tok Pisin Ge’ez Tagalog Cebuano Tamazight Kabyle Nahuatl Maoist "
    "Sadrist Kirchnerist "
    "Chavista Peronist Bolivarian Sandinista Hindutva Gandhian Confucian Taoist Shinto Sufi "
    "Salafist Rastafarian"
).split()


def _country(story: _Story) -> tuple[str, str]:
    fresh = story.rng.random() < 0.6
    return (pick(story.rng, countries()) if fresh else story.country), "LOC"


_FILLERS: dict[str, Callable[[_Story], tuple[str, str]]] = {
    "P": _Story.person,
    "S": lambda s: (s.people[s.last][1], "PER"),
    "Q": _Story.second,
    "R": lambda s: (s.people[(s.last + 1) % 3][1], "PER"),
    "O": _Story.body,
    "A": _acronym,
    "L": lambda s: (land(s.rng), "LOC"),
    "C": _country,
    "T": _Story.town,
    "U": lambda s: (town(s.rng).upper(), "LOC"),
    "V": lambda s: (province(s.rng), "LOC"),
    "F": lambda s: (facility(s.rng), "LOC"),
    "D": lambda s: (pick(s.rng, tuple(load_places().demonyms)), ""),
    "N": lambda s: (_number(s.rng), ""),
    "W": lambda s: (pick(s.rng, _DAYS), ""),
    "M": lambda s: (pick(s.rng, _MONTHS), ""),
    "X": lambda s: (pick(s.rng, _WORDS), ""),
    "Y": lambda s: (_thing(s.rng), ""),
    "K": lambda s: (town(s.rng), "ORG"),
    "B": lambda s: (pick(s.rng, _BODIES), "ORG"),
    "E": lambda s: (pick(s.rng, _PEOPLES), ""),
    "Z": lambda s: (acronym(s.rng), ""),
    "I": lambda s: (coined(s.rng), ""),
    "w": lambda s: (coined(s.rng), "ORG"),
    "g": lambda s: (person(s.rng)[0].split()[0], "PER"),
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
        corpus.append([_filled(pick(rng, sentences), story) for _ in range(8)])
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
        slot, body, place = match.groups()
        parts.append((body, "ORG") if body else (place, "LOC") if place else story.fill(slot or "N"))
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
