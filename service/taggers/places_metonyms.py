"""Tell a capital from the government that sits in it.

"Washington warned" and "Kiev's hopes" speak of governments, "the Washington encounter" and "in Moscow
itself" of cities. Only wording that leaves no doubt makes a metonym: a verb that only people govern,
a possession that only a government has, or dealings between two capitals.
"""

import re
from typing import NamedTuple

from service.taggers.gazetteer_tables import urn_of
from service.taggers.places_gazetteer import PlaceEntry, load_places


class Seat(NamedTuple):
    """The organisation that a place stands for."""

    name: str
    uri: str


_US = Seat("Government of the United States", "http://www.wikidata.org/entity/Q48525")
_OWN_SEATS = {
    "White House": "Executive Office of the President of the United States",
    "Kremlin": "Presidential Administration of Russia",
    "Downing Street": "Office of the Prime Minister of the United Kingdom",
    "Westminster": "Parliament of the United Kingdom",
    "Capitol Hill": "United States Congress",
    "Scotland Yard": "Metropolitan Police",
    "Vatican City": "Holy See",
}
_BRUSSELS = Seat("European Union", "http://www.wikidata.org/entity/Q458")
_WITH_ARTICLE = frozenset("US GB NL PH AE BS GM MV KM CD CG DO CF SC SB MH CZ".split())

# Verbs of which only a government, not a town, can be the subject.
_VERBS = (
    "said|says|saying|warned|warns|accused|accuses|denied|denies|insisted|insists|vowed|vows|urged|urges|"
    "demanded|demands|"
    "rejected|rejects|dismissed|dismisses|condemned|condemns|suggested|suggests|claimed|claims|argued|argues|"
    "announced|announces|"
    "agreed|agrees|refused|refuses|threatened|threatens|wants|wanted|seeks|sought|hopes|hoped|fears|feared|"
    "believes|believed|"
    "considers|considered|plans|planned|intends|intended|pledged|pledges|promised|promises|proposed|proposes|"
    "imposed|imposes|"
    "lifted|sanctioned|recognised|recognized|recognises|recognizes|responded|responds|reacted|retaliated|"
    "expelled|summoned|recalled|"
    "withdrew|supports|supported|backs|backed|opposes|opposed|blamed|blames|called|calls|expects|expected|"
    "expressed|signed|"
    "supplied|supplies|supplying|sends|sent|deployed|deploys|annexed|invaded|negotiated|declared|declares|"
    "decided|decides|"
    "criticised|criticized|welcomed|welcomes|confirmed|confirms|stressed|reiterated|maintains|maintained|"
    "sees|views|knows|"
    "cut|severed|suspended|approved|banned|ordered|launched|stepped|ruled|offered|offers|asked|asks|told|"
    "ratified|violated"
)
_ADVERBS = (
    r"(?:(?:also|now|then|still|never|repeatedly|publicly|officially|reportedly|later|again|immediately|"
    r"strongly|long|already|not|recently|once|since|so|far)\s){0,2}"
)
_AUXILIARIES = (
    r"(?:has|had|have|will|would|could|should|must|may|might|can|cannot|did|does|is|was|are|were)"
    r"(?:\s|n['’]t\s)"
)
_SUBJECT = re.compile(rf"\s{_ADVERBS}(?:{_VERBS})\b(?!-)")
_WITH_AUXILIARY = re.compile(
    rf"\s{_AUXILIARIES}{_ADVERBS}(?:been\s|be\s)?(?:{_VERBS}|warn|accuse|deny|insist|vow|urge|demand|reject|"
    rf"agree|refuse|threaten|want|"
    r"seek|hope|consider|plan|pledge|promise|propose|impose|lift|recogni[sz]e|respond|retaliate|withdraw|"
    r"support|back|oppose|"
    r"negotiate|decide|accept|supply|send|provide|deliver|sign|continue|allow|abandon|give|take|let|"
    r"ready|willing|prepared|determined|keen|reluctant|unwilling|committed|concerned|worried|seeking|"
    r"considering|planning|trying|"
    r"preparing|threatening|demanding|insisting|pushing|pressing|negotiating|accusing|sending|supplying|"
    r"providing|recalibrating|"
    r"made (?:it )?clear|no (?:immediate |current )?(?:intention|intentions|plan|plans|interest|desire|"
    r"choice|doubt|illusions))\b"
)
_POSSESSED = re.compile(
    r"['’]s?\s(?:\w+\s){0,2}?(?:hopes?|demands?|ambitions?|plans?|policy|policies|strategy|strategic|stance|"
    r"position|decisions?|claims?|"
    r"efforts?|refusal|willingness|allies|ally|interests?|proposals?|offers?|requests?|response|reaction|"
    r"support|backing|sanctions|"
    r"intentions?|concerns?|fears|goals?|aims?|objectives?|influence|aggression|invasion|war|military|troops|"
    r"forces|army|"
    r"nuclear|missile|missiles|arsenal|envoy|ambassador|foreign|diplomacy|diplomats|diplomatic|leadership|"
    r"accusations?|allegations?|denials?|"
    r"commitments?|credibility|argument|view|attempts?|bid|push|pressure|threats?|warnings?|relations|"
    r"relationship|ties|negotiators|"
    r"delegation|role|approval|consent|permission|tariffs|partners|behaviou?r|actions|moves|calls?|"
    r"annexation|occupation)\b"
)
_DEALINGS = re.compile(
    r"\b(?:relations|ties|talks|tensions?|negotiations?|deal|agreement|dialogue|contacts|cooperation|rivalry|"
    r"conflict|war|alliance|accord|"
    r"rift|dispute|trade war|rapprochement|communication|differences|split|summit|stand-off|standoff|"
    r"friction|understanding)\s"
    r"(?:\w+\s)?(?:between|with|by)\s(?:both\s)?(?:[A-Z][\w.]+\sand\s)?$"
)
_PRESSURE = re.compile(
    r"\b(?:pressure|sanctions|influence|demands?|attack|criticism|tariffs|embargo|imposed)\s(?:on|against|"
    r"over)\s$"
)
_AGENT = re.compile(
    r"\b(?:backed|supported|imposed|controlled|run|financed|funded|supplied|recognised|recognized|rejected|"
    r"proposed|ordered|accused|approved|appointed|installed)\sby\s$"
)
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|through|across|around|inside|within|throughout|downtown|central|greater|of|"
    r"from|to|into|visit|visited|visiting|"
    r"left|leave|leaving|reach|reached|city|capital|town)\s(?:the\s|nearby\s|central\s|downtown\s)?$"
)
_ADJECTIVAL = re.compile(r"\b(?:the|a|an|his|her|its|their|\w+ing|\w+ous|tense|recent)\s$")
_SENTENCE_ABOUT_TOWN = re.compile(
    r"['’]s\s(?:mayor|streets?|airport|population|residents|suburbs?|centre|center|metro|underground|museum|"
    r"police)"
)


def seat_of(place: PlaceEntry, *, speaks_of_union: bool) -> Seat | None:
    """Return the organisation that `place` may stand for, or None when it is no seat of power."""
    if place.name in _OWN_SEATS:
        name = _OWN_SEATS[place.name]
        return Seat(name, urn_of("organisation", name))
    places = load_places()
    if places.capitals.get(place.country) != place.uri:
        return None
    if place.country == "US":
        return _US
    if place.country == "BE" and speaks_of_union:
        return _BRUSSELS
    country = places.countries[place.country].name
    article = "the " if place.country in _WITH_ARTICLE else ""
    return Seat(f"Government of {article}{country}", urn_of("organisation", f"government of {place.country}"))


def is_metonym(body: str, start: int, end: int, place: PlaceEntry) -> bool:
    """Whether the mention `body[start:end]` of a seat of power speaks of who governs there."""
    before, after = body[max(0, start - 60) : start], body[end : end + 60]
    is_building = place.name in _OWN_SEATS
    if _SENTENCE_ABOUT_TOWN.match(after) or (not is_building and re.match(r",\s[A-Z]", after)):
        return False
    if _DEALINGS.search(before) or _PRESSURE.search(before) or _AGENT.search(before):
        return not re.match(r"['’]", after) or bool(_POSSESSED.match(after))
    if _LOCATIVE.search(before) and not _POSSESSED.match(after):
        return False
    if not is_building and _ADJECTIVAL.search(before):
        return False
    return bool(_SUBJECT.match(after) or _WITH_AUXILIARY.match(after) or _POSSESSED.match(after))
