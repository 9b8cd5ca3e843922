"""Invent names of organisations: ministries, companies, parties, universities, clubs, courts, papers.

The forms are those that news from many countries uses; places and family names fill them.
"""

import functools

import numpy as np

from service.taggers.gazetteer import load_gazetteer
from service.taggers.places_gazetteer import load_places
from service.taggers.training.names import cultures, pick

_FIELDS = (
    "Health|Education|Foreign Affairs|Defence|Defense|Finance|Agriculture|Justice|Energy|Transport|Labour|"
    "Trade|Culture|"
    "Tourism|Environment|Interior|Home Affairs|Women and Children|Youth and Sports|Information|Water "
    "Resources|"
    "Public Works|Science and Technology|Economic Affairs|Mines|Housing|Planning|Railways|Communications|"
    "Immigration|"
    "Social Development|Civil Aviation|Statistics|Human Rights|Elections|Food Security|Maritime Affairs|"
    "Commerce and Industry|"
    "Fisheries|Forestry|Natural Resources|Social Welfare|Public Security|Religious Affairs|Local Government"
).split("|")

# {f} field, {t} town, {c} country, {d} nationality, {s} family name, {w} a coined word.
_FORMS = (
    "Ministry of {f}|Ministry of {f}|Ministry of {f}|{d} Ministry of {f}|Department of {f}|Department for "
    "{f}|{f} Ministry|{f} Department|"
    "Directorate of {f}|General Directorate of {f}|Office of {f}|National Commission for {f}|{f} Commission|"
    "{f} Committee|"
    "{f} Authority|{c} {f} Authority|National {f} Agency|{d} {f} Agency|National Institute of {f}|Institute "
    "for {f}|"
    "Centre for {f}|Center for {f} Studies|{f} Council|National {f} Council|{t} {f} Board|Committee on {f}|"
    "Bureau of {f}|"
    "University of {t}|{t} University|{s} University|{t} University of Science and Technology|University of "
    "{c}|"
    "{t} Technical University|{t} College|{s} College|{t} High School|{t} Institute of Technology|{s} "
    "Secondary School|"
    "{t} Police|{c} Police|{d} Police|{t} Police Department|{c} Police Service|{d} National Police|Royal {d} "
    "Police|"
    "{t} High Court|{t} Court of Appeal|Constitutional Court|Supreme Court|{d} Supreme Court|High Court of "
    "{c}|Federal Court|"
    "{t} Magistrate's Court|Electoral Tribunal|{d} Parliament|National Assembly|{d} Senate|Chamber of "
    "Deputies|Parliament of {c}|"
    "Legislative Assembly|{t} City Council|{t} Municipality|{t} District Council|{v} Government|Government "
    "of {c}|"
    "{d} Army|{d} Navy|{d} Air Force|{d} Armed Forces|{c} Defence Force|National Guard|{d} Coast Guard|Coast "
    "Guard|"
    "Bank of {c}|Central Bank of {c}|{c} Central Bank|{d} Central Bank|Reserve Bank of {c}|{s} Bank|{w} Bank|"
    "{t} Bank|"
    "National Bank of {c}|{d} Development Bank|{c} Stock Exchange|{t} Stock Exchange|"
    "{w}|{w}|{w}|{w} Group|{w} Holdings|{w} Ltd|{w} Inc|{w} Inc.|{w} Corp|{w} Corporation|{w} Energy|{w} "
    "Airlines|Air {c}|{c} Airways|"
    "{w} Motors|{w} Pharmaceuticals|{w} Technologies|{w} Media|{w} Telecom|{s} & {s}|{s} Group|{s} Brothers|"
    "{w} Foods|"
    "{c} Airlines|{c} Telecom|{c} Railways|{d} Oil Company|National Oil Company|{c} Electricity Corporation|"
    "{t} Water Authority|"
    "{w} Mining Company|{w} Sdn Bhd|{w} SA|{w} Co., Ltd.|{w} Capital|{w} Resources|"
    "{d} People's Party|{d} Democratic Party|{c} National Party|Democratic Party|Liberal Party|Labour Party|"
    "National Party|"
    "People's Party|Socialist Party|Communist Party of {c}|{c} First Party|United {c} Party|National "
    "Liberation Front|"
    "Movement for Democracy|Alliance for Progress|{d} Congress|{c} National Congress|Green Party|Justice "
    "Party|Freedom Movement|"
    "{d} Red Cross|{c} Red Cross Society|{s} Foundation|{w} Foundation|{d} Human Rights Commission|{c} Human "
    "Rights Watch|"
    "{d} Medical Association|{c} Bar Association|{c} Chamber of Commerce|{t} Chamber of Commerce|{d} "
    "Journalists Association|"
    "{c} Trade Union Congress|National Union of Teachers|{d} Workers Union|Federation of {d} Industries|{d} "
    "Football Federation|"
    "{c} Football Association|{d} Olympic Committee|{c} Cricket Board|{c} Rugby Union|{t} FC|{t} United|{t} "
    "City FC|Real {t}|"
    "{t} Rovers|Sporting {t}|{t} Tigers|{t} Lions|{w} FC|AC {t}|"
    "{t} Times|The {t} Times|{t} Post|{t} Daily|{t} Herald|Daily {w}|{c} Today|{d} News Agency|{c} News "
    "Agency|{c} Broadcasting Corporation|"
    "{d} Broadcasting Corporation|Radio {t}|{t} TV|{w} News|National Geographic|The {c} Observer|{t} "
    "Chronicle|"
    "International {f} Organization|World {f} Organization|International {f} Fund|African {f} Forum|Asian "
    "{f} Network|"
    "{d} Embassy|Embassy of {c}|High Commission of {c}|{d} Consulate|Catholic Church|{d} Orthodox Church|{t} "
    "Diocese|"
    "Ministry of {f} and {f}|Department of {f} and {f}|Council for {f} and {f}|Institute of {f} and {f}|"
    "Center for {f} and {f}|"
    "Committee for {f} and {f}|{f} and {f} Commission|National Association for {f} and {f}|Ministry of {f} "
    "of {c}|University of {t} at {t}|"
    "{s} University of {t}|{t} Institute for {f} and {f}|Office for {f} and {f}|{d} Institute of {f}|Board "
    "of {f}|{f} Workers Union|"
    "{w}|{w}|{w} Financial Group|{w} International|{w} Airways|{s}|{s} Ltd|{s} Inc|{s} Electric|{s} Stores|"
    "{w} Party|{w} Movement|Front for {f}|"
    "The {t} Times|The {t} Post|The {c} Times|The {s} Herald|La {w}|Le {w}|El {w}|Al {w}|{w} TV|{w}.com|"
    "{w}|{w}|{w}|{w}|{w}|{w}|{w}|{w}|Banco {w}|Grupo {w}|{w} {t}|{w} {c}|{c} {w}|{s} {s}|{s} {w}|"
    "St. {s}’s College|"
    "{t} {w}|{v} {w}|{t} {w} Association|{s}'s|Radio {w}|{w} FM|Channel {w}|{w} Online|{w} Daily|"
    "{w} Party of {c}|"
    "Office of the {f} Commissioner|Prosecutor's Office|Attorney General's Office|Office of the President|"
    "{t} Prosecutor's Office|{c} Institute for {f} Research|International Centre of {f} and {f}|"
    "{f} Workers' Union|{f}, {f} and {f} Ministry|Ministry of {f}, {f} and {f}|National Union of {f} Workers|"
    "Council of Ministers|Supreme Court|Election Commission|Electoral Commission|{v} High Court|{c} Navy|"
    "{d} Chamber of {f}|{v} Assembly|{v} Police|{v} State University|{v} Legislature|House of "
    "Representatives|"
    "{t} Hospital|{t} Medical Center|{s} Memorial Hospital|{w} Clinic"
).split("|")

_STEMS = (
    "Nova|Glob|Tele|Petro|Agri|Med|Bio|Inter|Uni|Trans|Omni|Vista|Sol|Terra|Aqua|Delta|Zen|Axi|Cor|Dyna|Evo|"
    "Fin|Lum|Max|"
    "Neo|Opti|Pro|Syn|Tech|Vero|Kali|Shanta|Mahi|Ashok|Tana|Simba|Kilo|Zam|Nippo|Sino|Dong|Hwa|Yuan|Han|Tai|"
    "Al-No|Al-Ra|Emi"
).split("|")
_TAILS = (
    "com|net|gas|tek|corp|soft|chem|pharm|max|star|link|mark|via|ra|dex|tron|ix|on|va|co|mart|bank".split("|")
)


def organisation(rng: np.random.Generator) -> str:
    """Return one name: a known one in a fifth of the cases, an invented one otherwise."""
    if rng.random() < 0.2:
        return pick(rng, _known())
    form = pick(rng, _FORMS)
    return form.format_map(Fillers(rng))


class Fillers(dict[str, str]):
    """Fills `{t}` and its like when the form asks for it."""

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.rng = rng

    def __missing__(self, slot: str) -> str:
        return pick(self.rng, _options(slot)) if slot != "w" else coined(self.rng)


@functools.cache
def _options(slot: str) -> tuple[str, ...]:
    places = load_places()
    if slot == "f":
        return tuple(_FIELDS)
    if slot == "c":
        return tuple(place.name for place in places.countries.values())
    if slot == "d":
        return tuple(name for name in places.demonyms if not name.endswith("s"))
    if slot == "v":
        return tuple(sorted({place.name for place in places.divisions.values()}))
    if slot == "s":
        return tuple(sorted({name for culture in cultures() for name in culture.family}))
    entries = {p for found in places.by_name.values() for p in found if p.population > 30_000}
    return tuple(sorted({p.name for p in entries if p.name.count(" ") < 2}))


@functools.cache
def _known() -> tuple[str, ...]:
    known = {alias for alias, k in load_gazetteer().by_alias.items() if k.kind == "ORG"}
    return tuple(sorted(name for name in known if "(" not in name))


_SYLLABLES = (
    "ba be bi bo da de di du fa fe ga go ha hi ji ka ke ki ko ku la le li lo ma me mi mo na ne ni "
    "no nya oda pa "
    "pe po ra re ri ro sa se shi sho su ta te ti to tsi u va vi wa ya yo za ze zi zu kan zip num "
    "phar can dun "
    "mon sha hoz dhi kar baf lan mush wat"
).split()
_ORDINARY = (
    "Digital|Global|Green|Blue|Bright|Rapid|Open|First|One|New|Urban|Smart|Clear|World|Daily|Future|"
    "Young|Free|"
    "Ocean|Desert|River|Sun|Star|Land|Money|Code|Data|Crypto|Health|Food|Farm|Power|Home|Street|Sky|"
    "Bridge|Rainbow|"
    "Prime|Royal|United|People|Women|Youth|Vice|Easy|Weekend|Silver|Golden|Red|Iron|Morning|Public|"
    "Legal|Solar"
).split("|")
_ORDINARY_LAST = (
    "Reach|Finance|Culture|Vision|Wave|Works|Path|Tours|Moto|Labs|Ventures|Harvest|Minds|Action|"
    "Voices|Hub|Guardians|"
    "Beast|News|Quarterly|Review|Capital|Line|Link|Watch|Connect|Aid|Alliance|Collective|Exchange|"
    "Pay|Wallet|Foods|"
    "Market|Station|Channel|Report|Mirror|Outlook|Properties|Estates|Logistics|Robotics|Foundation|"
    "Initiative|Mining|"
    "Gold|Motors|Air|Networks|Partners|Advisory|Legacy|Children|Justice|Rights|Futures|Trust|Cycle|Delivery"
).split("|")


def coined(rng: np.random.Generator) -> str:
    """Return an invented name of one or two words, in the shapes that companies and movements choose."""
    chance = rng.random()
    if chance < 0.3:
        return pick(rng, _STEMS) + pick(rng, _TAILS)
    if chance < 0.55:
        return "".join(pick(rng, _SYLLABLES) for _ in range(int(rng.integers(2, 4)))).capitalize()
    if chance < 0.8:
        return f"{pick(rng, _ORDINARY)} {pick(rng, _ORDINARY_LAST)}"
    if chance < 0.9:
        return pick(rng, _ORDINARY) + pick(rng, _ORDINARY_LAST)
    return acronym(rng)


def acronym(rng: np.random.Generator) -> str:
    """Return three to five letters, sometimes with a small one or a plus, as in IISc and NSRI."""
    letters = "".join(pick(rng, tuple("ABCDEFGHIKLMNOPRSTUW")) for _ in range(int(rng.integers(3, 6))))
    if rng.random() < 0.1:
        return letters[:2] + letters[2].lower() + letters[3:] + "C"
    return letters
