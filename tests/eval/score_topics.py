"""Score top-level Media Topics against four kinds of labels.

    python -m tests.eval topics
    python -m tests.eval.score_topics [DATA] [--misses]

* `topic_labels.tsv`: our labels of newswire-worldwide articles, made while the tagger was built.
* `topic_sample.tsv`: our labels of articles drawn at random from several sets, made before outputs were seen.
* the section of the publisher that an article's address names (`topic_sections.tsv` says which topic).
* the codes agencies' own files declare: IPTC subject codes or Media Topics (the first two digits agree).

First: the strongest topic is one of the labelled main ones. F1: every topic we give against main and further
labels (precision), and each main label against what we give (recall; in the first set any one main label is
enough).
"""

import argparse
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from service.codecs import decode
from service.model import DeadLetter, Draft, Limits, Message
from service.normalize import normalize_draft
from service.record import Article, Origin
from service.taggers.document import Tags, document_of
from service.taggers.topics import tag_topics
from service.taggers.topics_vocabulary import media_topics, top_level
from service.tags import Subject
from tests.conftest import DATA
from tests.eval.documents import plain_article
from tests.eval.figure import Figure
from tests.eval.sampled import WORLDWIDE, fundus, sampled, worldwide

# Of the 17 top-level topics, on the authors' own articles: no other tool was measured on these.
_PUBLISHED = {"XLM-R large, own test set": 0.734}
_DECLARED = re.compile(r"(?:^|(?:medtop|subj|mediatopic|subjectcode)[:/])(\d{8})$")
_HERE = Path(__file__).parent
_LANGUAGES = {"en", "de", "fr", "es"}
_SHORTEST = 200  # characters
_FUNDUS_LANGUAGES = {
    "de": "de", "at": "de", "ch": "de", "li": "de", "fr": "fr", "es": "es",
    "uk": "en", "us": "en", "ca": "en", "au": "en",
}  # fmt: skip


class Labelled(NamedTuple):
    """One article with its top-level topics: `main` ones, and those that also fit (main ones included)."""

    name: str
    article: Article
    main: frozenset[str]
    fitting: frozenset[str]


def labelled(data: Path) -> Iterator[Labelled]:
    """Yield the worldwide articles that were labelled while the tagger was built."""
    rows = {f"worldwide/{name}": labels for name, *labels in label_rows("topic_labels.tsv")}
    for name, item in sampled(data, rows).items():
        yield _labelled(name, plain_article(item.text), *rows[name])


def drawn(data: Path) -> Iterator[Labelled]:
    """Yield the articles drawn at random from several sets."""
    rows = {name: labels for name, *labels in label_rows("topic_sample.tsv")}
    found = sampled(data, rows)
    for name, (language, *labels) in rows.items():
        if name in found:
            item = found[name]
            article = plain_article(item.text, language, headline=item.headline, standfirst=item.standfirst)
            yield _labelled(name, article, *labels)


def label_rows(file: str) -> Iterator[list[str]]:
    """Yield the rows of a table beside this module."""
    for line in (_HERE / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _labelled(name: str, article: Article, main: str, further: str = "") -> Labelled:
    codes = frozenset(main.split(","))
    return Labelled(name, article, codes, codes | frozenset(filter(None, further.split(","))))


def by_section(data: Path) -> Iterator[Labelled]:
    """Yield articles whose address names a section that says what they are about."""
    topics = {row[0]: row[1] for row in label_rows("topic_sections.tsv")}
    for name, item in [*worldwide(data), *fundus(data)]:
        folder = re.match(r"fundus/(\w\w)/", name)
        language = _FUNDUS_LANGUAGES.get(folder.group(1)) if folder else "en"
        parts = re.sub(r"^https?://", "", item.url).lower().split("/")[1:-1]
        codes = {topics[part] for part in parts if part in topics}
        if codes and language is not None:
            article = plain_article(item.text, language, headline=item.headline, standfirst=item.standfirst)
            yield Labelled(name, article, frozenset(codes), frozenset(codes))


def by_agency(data: Path) -> Iterator[Labelled]:
    """Yield the articles of agencies' own files that declare IPTC codes."""
    seen = set()
    for folder, archive in (
        ("newswire-dpa-digitalwires", "dpa-digitalwires.tar.gz"),
        ("newswire-agency-fixtures-superdesk", "superdesk-io-fixtures.tar.gz"),
    ):
        for name, raw in _files(data / folder / archive):
            for number, draft in enumerate(decode(_message(name, raw), Limits())):
                found = _own_labels(f"{name}#{number}", draft)
                if found is not None and found.article.body not in seen:
                    seen.add(found.article.body)
                    yield found


def _own_labels(name: str, draft: Draft | DeadLetter) -> Labelled | None:
    """Return an article with the codes that its file declares; `None` without text or codes."""
    article = draft if isinstance(draft, DeadLetter) else normalize_draft(draft)
    if isinstance(draft, DeadLetter) or isinstance(article, DeadLetter):
        return None
    codes = _declared(draft)
    if len(article.body) < _SHORTEST or not codes or article.language.partition("-")[0] not in _LANGUAGES:
        return None
    return Labelled(name, article, codes, codes)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            handle = archive.extractfile(member) if member.isfile() else None
            if handle is not None and "output/" not in member.name:
                yield member.name, handle.read()


def _message(name: str, raw: bytes) -> Message:
    return Message(value=raw, origin=Origin(topic=name, partition=0, offset=0, item=0))


def _declared(draft: Draft) -> frozenset[str]:
    """Return the top-level topics of the codes that the input declares."""
    codes = [_DECLARED.search(claim.value) for claim in draft.categories]
    tops = [_top_of(match.group(1)) for match in codes if match]
    return frozenset(code for code in tops if code is not None)


def _top_of(code: str) -> str | None:
    """Return the top-level topic of a Media Topic or subject code."""
    if code in media_topics():
        return top_level(code)
    top = f"{code[:2]}000000"
    return top if top in media_topics() else None


def top_levels(subjects: tuple[Subject, ...]) -> list[str]:
    """Return the codes of the top-level topics we give, strongest first."""
    codes = [
        (subject.relevance or 0, (subject.uri or "").rsplit("/", 1)[-1])
        for subject in subjects
        if subject.creator.startswith("topics/")
    ]
    tops = [(relevance, code) for relevance, code in codes if media_topics()[code].parent is None]
    return [code for _, code in sorted(tops, key=lambda pair: (-pair[0], pair[1]))]


class Score(NamedTuple):
    """Shares over the articles, and how many there are."""

    articles: int
    first: float
    precision: float
    recall: float
    found: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)

    @property
    def f1_of_any(self) -> float:
        """The same where any one of the main labels is enough: "main" then means "one of these"."""
        return _harmonic(self.precision, self.found)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


def score(items: Iterable[Labelled], *, misses: bool = False) -> Score:
    """Tag and compare every article."""
    counts: Counter[str] = Counter()
    for item in items:
        tops = top_levels(tag_topics(document_of(item.article), Tags()).subjects)
        is_first = bool(tops) and tops[0] in item.main
        counts.update(
            articles=1,
            first=is_first,
            right=sum(code in item.fitting for code in tops),
            given=len(tops),
            wanted=len(item.main),
            hit=sum(code in tops for code in item.main),
            found=any(code in item.main for code in tops),
        )
        if misses and not (is_first and item.main <= set(tops) <= item.fitting):
            names = [media_topics()[code].names["en"][:12] for code in tops]
            print(f"   {item.name}: {names} wanted {[media_topics()[c].names['en'][:12] for c in item.main]}")
    count = max(counts["articles"], 1)
    return Score(
        counts["articles"],
        counts["first"] / count,
        counts["right"] / max(counts["given"], 1),
        counts["hit"] / max(counts["wanted"], 1),
        counts["found"] / count,
    )


def figures(data: Path) -> Iterator[Figure]:
    """Yield whether the strongest topic is right, and the F1 of all that are given."""
    for dataset, items in (
        (WORLDWIDE, labelled(data)),
        ("several sets, drawn at random", drawn(data)),
        ("agencies' own codes", by_agency(data)),
    ):
        result = score(items)
        published = _PUBLISHED if dataset == WORLDWIDE else {}
        yield Figure(
            dataset=dataset, name="main topic first", value=result.first, items=result.articles,
            published=published,
        )  # fmt: skip
        f1 = result.f1_of_any if dataset == WORLDWIDE else result.f1
        yield Figure(dataset=dataset, name="top-level topics, F1", value=f1, items=result.articles)
    sections = score(by_section(data))
    name, count = "publishers' sections", sections.articles
    yield Figure(dataset=name, name="section's topic first", value=sections.first, items=count)
    yield Figure(dataset=name, name="section's topic given", value=sections.found, items=count)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    for name, items in (
        ("labels", labelled), ("drawn", drawn), ("agencies", by_agency), ("sections", by_section),
    ):  # fmt: skip
        result = score(items(arguments.data), misses=arguments.misses)
        print(f"{name:10} {result.articles} articles  first {result.first:.3f} found {result.found:.3f}")
        print(f"        set P {result.precision:.3f} R {result.recall:.3f} F1 {result.f1:.3f}")


if __name__ == "__main__":
    main()
