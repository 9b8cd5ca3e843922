"""Cut what the recogniser took too much of: titles, marks, nationalities, words that name nothing.

A span's words go in, the words of the name come out. Which spans there are is
`service.taggers.entities_mentions`.
"""

from collections.abc import Sequence

from service.taggers.entities_lexicon import GROUPS
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


def parted(words: list[Word], kind: str) -> list[tuple[list[Word], str]]:
    """Part "Blantyre High Court Judge Eric Banda" into the body and the person."""
    if kind != "LOC":
        for at in range(1, len(words) - 2):
            if words[at].text in _ROLES and all(word.text[0].isupper() for word in words[at + 1 :]):
                return [(words[:at], "ORG"), (words[at + 1 :], "PER")]
    return [(words, kind)]


def trimmed_name(words: list[Word], kind: str) -> list[Word]:
    """Cut titles and marks from both ends of a name; the result is empty when nothing is left."""
    first, last = 0, len(words)
    titles = _PERSONS_TITLES if kind == "PER" else TITLES
    while first < last - 1 and (words[first].text in titles or not words[first].text[0].isalnum()):
        if words[first].text in _KEPT_BEFORE_ONE and last - first == 2:
            break
        first += 1
    if [word.text for word in words[first : first + 2]] == ["M", "."] and last - first == 3:
        first += 2  # M. Macron, but M. Night Shyamalan
    while last > first and _is_mark(words, last - 1):
        last -= 1
    kept = words[first:last]
    return kept if any(word.text[0].isupper() for word in kept) else []


def _is_mark(words: list[Word], at: int) -> bool:
    text = words[at].text
    if text == ".":
        return at == 0 or words[at - 1].text not in _ABBREVIATED
    return not text[-1].isalnum() and not text.endswith(".")


def names_nothing(words: list[Word]) -> bool:
    """Whether the span is only a nationality ("Russians"), a title, a month, a currency and the like."""
    text = " ".join(word.text for word in words)
    if all(word.text in _HONOURS for word in words) or (len(words) == 1 and text in _NO_NAMES):
        return True
    return text in load_places().demonyms or text in GROUPS


def start_with_article(words: Sequence[Word], at: int, kind: str) -> int:
    """Return where the name that begins with word `at` starts.

    A "The" is a part of it in papers' names inside a sentence.
    """
    if kind == "ORG" and at >= 2 and words[at - 1].text == "The" and words[at - 2].text[-1].isalnum():
        return words[at - 1].start
    return words[at].start
