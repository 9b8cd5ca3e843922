"""Cut what the recogniser took too much of: titles, marks, nationalities, words that name nothing.

A span's words go in, the words of the name come out. Which spans there are is
`service.taggers.entities_mentions`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from service.taggers.entities_lexicon import GROUPS, ORG_WORDS
from service.taggers.places_gazetteer import load_places
from service.taggers.segment import Word

TITLES = frozenset(
    "Mr Mrs Ms Miss Dr Prof Professor President Minister Sir Lady Judge Justice Senator Sen Rep Gov Governor "
    "Mayor General Gen Admiral Madam Colonel Col Captain Capt Lieutenant Lt Sergeant Sgt Major Chancellor "
    "Herr "
    "Frau Señor Señora Monsieur Madame Mme Ambassador Secretary Chairman Director Superintendent Inspector "
    "Chief "
    "Pope PM CM ex-President Ex-President ex-president Vice-President Sheikh Hon Hon. Honourable Rev Rev. "
    "Reverend Bishop Archbishop Father Imam Lord Dame Baroness Cpl Maj Adm Lt. Col. Gen. Sen. Rep. Gov. Mr. "
    "Mrs. "
    "Ms. Dr. Prof. Tan Sri Datuk Datuk Shri Smt Alhaji Hajia Engr The the . ’s 's".split()
)

# Titles that are a name's first word when nothing else is left of it: Lady Gaga, Tan Kiat How.
_KEPT_BEFORE_ONE = frozenset("Tan Sri Lady Dame".split())

# Before a person's name these are titles; in names of bodies and places they stay (King Street).
RANKS = frozenset(
    "King Queen Prince Princess Emperor Empress Sultan Emir Crown Archduke Duchess "
    "Shaikh Sheikha Shaikha Ayatollah Brigadier Brig Commander Comrade Counsel Advocate Adv Barrister "
    "Attorney Councillor Councilman Councilwoman Deputy Vice Assistant Acting Former Speaker Envoy "
    "Premier Comptroller Commissioner Magistrate Inspector-General Rabbi Pastor "
    "Mufti Maulana Haji Eng Engineer Architect Coach Vicar HRH".split()
)

_PERSONS_TITLES = TITLES | RANKS
_HONOURS = (
    TITLES | RANKS | frozenset("His Her Your Royal Highness Majesty Excellency Holiness Eminence".split())
)

# Single words that recognisers take for names and that name nothing by themselves.
_NO_NAMES = frozenset(
    "USD EUR GBP JPY CNY RMB INR AUD CAD NZD CHF HKD SGD KRW ZAR NGN KES GHS II III IV VI VII VIII IX XI XII "
    "XIX XX XXI "
    "East West North South Northern Southern Eastern Western Central Sultan Crown Highness Majesty "
    "Excellency Kingdom Opposition "
    "Republic State Nation King Queen Prince Princess Emperor Emir "
    "January February March April June July August September October November December Jan Feb Mar Apr Jun "
    "Jul Aug "
    "Sept Sep Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mondays Tuesdays "
    "Wednesdays "
    "Thursdays Fridays Saturdays Sundays Article Section Chapter Phase Part Act Bill Law Constitution "
    "Charter "
    "MoU MOU SME SMEs AI ICT GNP FDI PPP NGO NGOs PCR SIM LNG LPG EV EVs VAT GST CPI IPO ETF NFT NFTs ESG "
    "KPI MSME "
    "CCTV GPS SMS USB PDF HR PR QR UAV SUV Covid-19 STEM MBA PhD "
    "Agreement Treaty Accord Project Programme Program Initiative AM PM a.m p.m ID OK Q&A VIP FAQ PDF URL "
    "S.A. S.A S.p.A. S.p.A B.V. N.V. Office Agency Division Unit Hall Street Road Avenue Building".split()
)
_ABBREVIATED = frozenset("Inc Corp Co Ltd Jr Sr Bros St Mt Ft".split())


# Roles that part a body's name from the person's who holds them.
_ROLES = frozenset(
    "Judge Justice Chairman Chairwoman Chairperson President Commander Spokesman Spokeswoman Spokesperson "
    "CEO "
    "Captain Coach Mayor Governor Ambassador Professor Commissioner Superintendent Inspector Analyst "
    "Magistrate".split()
)


_POSSESSIVE = frozenset({"'s", "’s"})


class Part(NamedTuple):
    """A name within a span: its first word, the word after its last, its type."""

    first: int
    last: int
    kind: str


def parts_of(texts: tuple[str, ...], kind: str) -> list[Part]:
    """Return the name or, for "High Court Judge Eric Banda", the names in a span of words."""
    if len(texts) == 1 and texts[0][0].isupper() and texts[0][-1].isalnum():
        return [] if names_nothing(texts) else [Part(0, 1, kind)]
    found = []
    for first, last, own in parted(texts, kind):
        begin, end = trimmed_name(texts[first:last], own)
        if begin < end and not names_nothing(texts[first + begin : first + end]):
            found.append(Part(first + begin, first + end, own))
    return found


def parted(texts: Sequence[str], kind: str) -> list[Part]:
    """Part "Blantyre High Court Judge Eric Banda" into the body and the person."""
    if kind != "LOC" and len(texts) > 3 and not _ROLES.isdisjoint(texts):
        for at in range(1, len(texts) - 2):
            if texts[at] in _ROLES and all(text[0].isupper() for text in texts[at + 1 :]):
                return [Part(0, at, "ORG"), Part(at + 1, len(texts), "PER")]
    return [Part(0, len(texts), kind)]


def trimmed_name(texts: Sequence[str], kind: str) -> tuple[int, int]:
    """Cut titles and marks from both ends of a name.

    Returns:
        Its first word and the word after its last; the same when nothing is left.
    """
    first, last = 0, len(texts)
    titles = _PERSONS_TITLES if kind == "PER" else TITLES
    while first < last - 1 and (texts[first] in titles or not texts[first][0].isalnum()):
        if texts[first] in _KEPT_BEFORE_ONE and last - first == 2:
            break
        first += 1
    if last - first == 3 and texts[first] == "M" and texts[first + 1] == ".":
        first += 2  # M. Macron, but M. Night Shyamalan
    while last > first and _is_mark(texts, last - 1):
        last -= 1
    if (
        last - first > 1
        and texts[last - 1] in _POSSESSIVE
        and not ORG_WORDS.isdisjoint(texts[first : last - 1])
    ):
        last -= 1  # the Patriotic Union of Kurdistan's, but Wendy's
    if first < last and texts[first][0].isupper():
        return first, last
    return (first, last) if any(text[0].isupper() for text in texts[first:last]) else (first, first)


def _is_mark(texts: Sequence[str], at: int) -> bool:
    text = texts[at]
    if text == ".":
        return at == 0 or texts[at - 1] not in _ABBREVIATED
    return not text[-1].isalnum() and not text.endswith(".")


def names_nothing(texts: Sequence[str]) -> bool:
    """Whether the span is only a nationality ("Russians"), a title, a month, a currency and the like."""
    if texts[0] in _HONOURS and all(text in _HONOURS for text in texts):
        return True
    text = " ".join(texts)
    return text in _NO_NAMES or text in GROUPS or text in load_places().demonyms


def start_with_article(words: Sequence[Word], at: int, kind: str) -> int:
    """Return where the name that begins with word `at` starts.

    A "The" is a part of it in papers' names inside a sentence, not behind a heading that ends without a stop:
    there more than a blank lies between.
    """
    if kind == "ORG" and at >= 2 and words[at - 1].text == "The" and words[at - 2].text[-1].isalnum():
        start = words[at - 1].start
        return start if start - words[at - 2].end == 1 else words[at].start
    return words[at].start
