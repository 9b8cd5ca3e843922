"""Say whether a phrase may be a source at all, and whether a cue says that something was said.

Subjects are found without a parser, so now and then half a clause is taken for one ("the union expected
production to improve"). A source is a noun phrase: what opens it, and that no verb stands in it, tells.
What kind of source a phrase is, is `service.taggers.sources_names`.
"""

import functools
import re

from service.taggers.quotes_cues import MENTAL, OBJECT, SPEECH, TELL, Cue, cues
from service.taggers.quotes_grammar import grammar_of
from service.taggers.sources_names import head_of

# Words that no source begins with: verbs, adverbs, conjunctions, and who is nobody.
_NO_OPENING = frozenset(
    "when while where if as than then almost away not never even just still also too very more less "
    "in on at by for from with without after before during under over since until to of because although "
    "though whether what why how is are was were be been being has have had do does did will would could "
    "should may might must can nobody no none nothing anyone anybody everything something anything say says "
    "said there here 're 's 've and or but compared according based built made found seen known given taken "
    "held hope get let don’t don't sometimes today yesterday tomorrow".split()
)
_DETERMINERS = frozenset(
    "the a an his her its their our my your this these those that some many several most all both each "
    "every another other two three four five six seven eight nine ten one few dozens hundreds "
    "thousands".split()
)
_FINITE = frozenset(
    "is was were are be been has had have will would could should might must can did does do made went got "
    "took came gave became began kept led met put ran sent won lost brought want wants wanted think thinks "
    "says said know knows need needs get gets make makes take takes show shows showed came comes go goes "
    "continue continues remain remains expect expects hopes hoped plans planned accept signed refuse refuses "
    "agree agrees tell tells told ask asks asked let lets saw sees seen expected wanted reached decided "
    "agreed claimed "
    "warned refused declined failed called remained concluded".split()
)
# What a verb, but no noun, stands in front of: "climbs up to the plant".
_BEHIND_VERB = frozenset("up out off to the a an its on and".split())
# Heads that say nothing by themselves.
_NO_SPEAKER = frozenset(
    "theory theories idea phrase request commitment episode move effort efforts decision issue case fact "
    "support "
    "policy change question problem result matter situation tradition system process project proposal "
    "proposals "
    "number example camera push time way right year years day days labour work part deal".split()
)
_AFTER_PARTICIPLE = frozenset(
    "by on in with at to for from as under after during against about into of this last earlier".split()
)
_MODAL = frozenset(
    "will would could should may might must can cannot shall not never n't won’t won't didn’t didn't doesn’t "
    "doesn't don’t don't wouldn’t wouldn't couldn’t couldn't can’t can't hasn’t hasn't".split()
)
# Acts of speech that tell nothing: a question, an order, a threat.
_NO_STATEMENT = frozenset(
    "speculate order charge plead gripe volunteer counsel ask beg instruct urge decline refuse thank chant "
    "hint signal sue boo cheer scoff text order encourage press".split()
)
# What is thought by somebody who should know is information too: "the ministry expects a fall".
_HELD = frozenset(
    "believe think expect estimate find conclude fear suspect doubt reckon anticipate hope foresee show "
    "determine".split()
)
_CHARACTERIZED = frozenset(
    "call describe criticize criticise denounce condemn accuse reject dismiss praise defend blame cite "
    "acknowledge deny confirm announce reveal disclose admit allege claim warn outline detail highlight "
    "quote "
    "stress emphasize emphasise propose predict recommend identify mention echo hail slam blast".split()
)


# Verbs that tell something only with a clause.
_WITH_THAT = frozenset(
    "maintain continue agree recall project accept promise vow pledge thank find hold".split()
)


def is_noun_phrase(phrase: str) -> bool:
    """Say whether an English phrase may be a source: it opens as one and holds no verb."""
    words = phrase.split()
    first = words[0].lower().strip("“\"'‘>(") if words else ""
    if first == "only" and len(words) == 1:
        return False
    if not first or first in _NO_OPENING or not any(c.isalpha() for c in first):
        return False
    opened = first in _DETERMINERS or words[0][0].isupper() or words[0][0].isdigit()
    if not opened and (first.endswith("ly") or (first.endswith(("ed", "ing")) and len(words) > 1)):
        return first.endswith("ing") and words[-1].endswith("s") and words[1].lower() not in _DETERMINERS
    if len(words) == 1 and not opened:
        return first.endswith("s") or first in {"police", "people", "staff", "management", "women", "men"}
    if not opened and words[1].lower() in _BEHIND_VERB:
        return False
    head = head_of(phrase).rpartition(" ")[2].lower()
    is_cut = words[-1].lower() in {"and", "or"} or phrase.endswith("-")
    return not (is_cut or head in _NO_SPEAKER or _holds_verb(words) or _NO_HEAD.search(phrase))


_NO_HEAD = re.compile(
    r"(?:^|\s)(?:latest|own|recent|early|medical|[\w’']+-(?:night|morning|day|time|old|wide))$"
)


def _holds_verb(words: list[str]) -> bool:
    lower = [word.lower().strip(",") for word in words]
    for index, word in enumerate(lower):
        if index and word in _FINITE and not words[index][0].isupper():
            return True
        is_past = index and word.endswith("ed") and len(word) > 4 and words[index].islower()
        if is_past and words[index - 1].lower() not in _DETERMINERS and "-" not in word:
            following = lower[index + 1] if index + 1 < len(lower) else ""
            if following not in _AFTER_PARTICIPLE and (index + 1 == len(lower) or following in _DETERMINERS):
                return True
    return False


@functools.lru_cache(maxsize=2048)
def is_stated(cue: str, kind: str, language: str, *, is_clause: bool = True) -> bool:
    """Say whether a cue makes its speaker a source: something is said, and not only meant or refused.

    Args:
        cue: the words of the cue, such as "has also said".
        kind: of the quotation; words in marks were said, whatever the verb.
        language: of the text.
        is_clause: "that" or a pronoun follows the cue, so that it is no "maintained the lead".
    """
    words = cue.lower().split()
    if words[:1] == ["according"]:
        return True
    grammar = grammar_of(language)
    if grammar is not None and words[:1] and words[0] in grammar.according | grammar.fronted:
        return True
    if _MODAL.intersection(words):
        return False
    if kind == "direct":
        return True
    table = cues(language)
    found = [table[word] for word in words if word in table]
    return any(_is_statement(word, kind) and (is_clause or word.lemma not in _WITH_THAT) for word in found)


def _is_statement(cue: Cue, kind: str) -> bool:
    if cue.lemma in _NO_STATEMENT:
        return False
    if cue.kinds & {SPEECH, TELL}:
        return True
    if MENTAL in cue.kinds:
        return cue.lemma in _HELD
    return OBJECT in cue.kinds and (kind == "mixed" or cue.lemma in _CHARACTERIZED)


# Adverbs of time between a subject and its verb that a phrase has taken along.
_TRAILING_TIME = re.compile(
    r"\s(?:(?:this|last|earlier this|late last|early this)\s(?:week|month|year|weekend|spring|summer|fall|"
    r"autumn|winter)"
    r"|(?:on\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday)$"
)
_LEADING = re.compile(
    r"^(?:However|Meanwhile|Moreover|Still|Yet|Also|Instead|Indeed|Separately|Later|Earlier|Now|Today|Then|"
    r"Nevertheless|Furthermore|Additionally|In addition|Previously|Recently),?\s(?=\S)"
)


def tidied(phrase: str) -> tuple[int, str]:
    """Return a phrase without what does not belong to it, and how many characters were cut in front."""
    lead = _LEADING.match(phrase)
    cut = lead.end() if lead else 0
    return cut, _TRAILING_TIME.sub("", phrase[cut:]).rstrip(", ")
