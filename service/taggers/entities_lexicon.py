"""What is known about single words: given names, family names, parts of place names, ordinary words.

The lists are compiled by `service.taggers.training` (given and family names from Faker's locales and
our own lists, ordinary words from the training text); the key words of organisations' names stand
here. How a recogniser weighs all this is `service.taggers.entities_features`.
"""

import functools
from importlib.resources import files

from service.taggers.places_gazetteer import load_places, place_words

FIRST, LAST, PLACE, COMMON, ORG_WORD, COUNTRY, DEMONYM = (1 << bit for bit in range(7))

# Words that make the name they stand in an organisation's.
ORG_WORDS = frozenset(
    "Academy Administration Agency Airlines Airways Alliance Assembly Associates Association Authority "
    "Authorities Bancorp "
    "Bank Board Brigade Bros Bureau Cabinet Center Centre Chamber Church Clinic Club Coalition College "
    "Commission "
    "Committee Communications Companies Company Confederation Conference Congress Consortium Constabulary "
    "Consulting "
    "Cooperative Co-operative Corp Corporation Corps Council Court Daily Department Directorate Division "
    "Embassy "
    "Energy Enterprises Entertainment Executive Exchange FC Faculty Federation Financial Firm Force Forces "
    "Forum "
    "Foundation Front Fund GmbH Gazette Government Group Guard Guild Herald High Holding Holdings Hospital "
    "House "
    "Inc Industries Initiative Institute Institution Insurance International Investments Journal Judiciary "
    "LLC LLP League Legislature "
    "Library Limited Ltd Magazine Media Ministry Mission Motors Movement Museum Mutual Navy Network News "
    "Observatory Office Oil Orchestra Organisation Organization Pacific Parliament Partners Partnership "
    "Party Pharmaceuticals "
    "Plc Police Post Press Productions Programme Project Prosecutor Radio Railways Records Regiment Reserve "
    "Resources "
    "Review School Secretariat Securities Senate Service Services Society Solutions Squad Standard Station "
    "Studios Sun Syndicate Systems Team Technologies Telecom Telecommunications Telegraph Television Theatre "
    "Times Tribunal "
    "Tribune Trust TV Union United Unit University Ventures Watch Wing Works AG SA NV BV SE Pty Bhd Berhad "
    "Ministerium Verband Partei Universität Bundesamt Behörde Gesellschaft Verein Stiftung Ministère Conseil "
    "Société "
    "Université Banque Agence Ministerio Universidad Banco Consejo Partido Asociación Fundación "
    "Instituto".split()
)

# Peoples, faiths and followings: capitalised, and no name of a person, body or place.
GROUPS = frozenset(
    "Kurdish Kurd Kurds Shiite Shiites Shia Shias Sunni Sunnis Muslim Muslims Moslem Moslems Islamic "
    "Islamist Islamists Islam "
    "Christian Christians Christianity Catholic Catholics Protestant Protestants Orthodox Evangelical "
    "Evangelicals Jew Jews Jewish "
    "Judaism Hindu Hindus Hinduism Buddhist Buddhists Buddhism Sikh Sikhs Jain Yazidi Yazidis Druze Alawite "
    "Alawites Arab Arabs Arabic "
    "Berber Berbers Tuareg Hutu Hutus Tutsi Tutsis Zulu Xhosa Yoruba Igbo Hausa Fulani Ashanti Maasai Kikuyu "
    "Luo Oromo Tigrinya "
    "Rohingya Uighur Uighurs Uyghur Uyghurs Tamil Tamils Sinhalese Pashtun Pashtuns Hazara Hazaras Pathan "
    "Dalit Dalits Brahmin Gujjar "
    "Maori Māori Aboriginal Aborigines Inuit Métis Indigenous Native Latino Latinos Hispanic Hispanics "
    "Caucasian Black Blacks "
    "Roma Gypsy Romani Slavic Slav Slavs Germanic Anglo Anglo-Saxon Nordic Western Westerner Westerners "
    "Soviet Soviets Nazi Nazis "
    "Communist Communists Communism Marxist Marxists Socialist Socialists Republican Republicans Democrat "
    "Democrats Democratic "
    "Conservative Conservatives Liberal Liberals Labour Tory Tories Zionist Zionists Zionism Jihadist Salafi "
    "Salafist Wahhabi "
    "English Spanish Hebrew Latin Mandarin Cantonese Swahili Hindi Urdu Bengali Punjabi Farsi Sanskrit "
    "Castilian Sephardic Biblical "
    "African-American African-Americans Asian-American Euro-Atlantic Pan-African Afro Mayan Mayans Aztec "
    "Inca Mapuche Quechua Aymara "
    "Ottoman Ottomans Byzantine Roman Romans Victorian Elizabethan Bolshevik Bolsheviks Covid COVID COVID-19 "
    "Covid-19 God Allah Christ "
    "Satan Lord Madam Ma’am Ramadan Eid Easter Christmas Internet Omicron Ebola AIDS HIV TV DNA GDP CEO CFO "
    "MP MPs PM".split()
)


@functools.cache
def load_lexicon() -> dict[str, int]:
    """Return word → flags, as printed; ordinary words stand in lower case."""
    words: dict[str, int] = {}
    for flag, names in _person_names():
        for name in names:
            words[name] = words.get(name, 0) | flag
    places = load_places()
    for part in place_words():
        words[part] = words.get(part, 0) | PLACE
    for name in (*places.demonyms, *sorted(GROUPS)):
        words[name] = words.get(name, 0) | DEMONYM
    for name, found in places.by_name.own.items():
        if " " not in name and found[0].feature_code in {"PCLI", "CONT"}:
            words[name] = words.get(name, 0) | COUNTRY
    for word in ORG_WORDS:
        words[word] = words.get(word, 0) | ORG_WORD
    return words


def _person_names() -> list[tuple[int, list[str]]]:
    text = files("service.taggers").joinpath("data", "person_names.txt").read_text(encoding="utf-8")
    first, _, last = text.partition("\n\n")
    return [(FIRST, first.split("\n")[1:]), (LAST, last.split("\n")[1:])]


def flags_of(word: str, ordinary: frozenset[str]) -> int:
    """Return the flags of `word`; `ordinary` are the lower-case words of the training text."""
    lexicon = load_lexicon()
    flags = lexicon.get(word, 0)
    if not flags and word.isupper() and len(word) > 3:
        flags = lexicon.get(word.capitalize(), 0)
    if not flags and "-" in word:
        flags = lexicon.get(word.partition("-")[0], 0) & (FIRST | LAST)
    if word.lower() in ordinary:
        flags |= COMMON
    return flags
