import pytest
from msgspec.structs import replace

from service.dedup import Index, judge
from service.dedup.notices import announced_titles, notice_of, suspected_notice
from service.record import Article, Correction
from tests.articles import plain_article
from tests.eval.notices import Case, judge_case, load_cases
from tests.unit.dedup.test_verdict import HOUR, STORY, judged


@pytest.mark.parametrize(
    "case", [case for case in load_cases() if not case.is_missed], ids=lambda case: case.name
)
def test_a_desk_is_understood(case: Case) -> None:
    """A notice is a revision of the story it names and told by its kind; an article about one is neither."""
    found = judge_case(case)
    assert (found.dedup.notice, found.is_linked) == (case.kind, True)


def wire(number: int, headline: str, body: str, domain: str = "wire.example") -> Article:
    """Return an agency's message with its own address."""
    return plain_article(number, body, headline=headline, url=f"https://{domain}/{number}", domain=domain)


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("KILL: Ferries sail again after gales", "Editors: please do not use this story."),
        ("KILL", "The story headlined “Ferries sail again after gales” has been withdrawn by the port desk."),
        ("RÜCKRUF - Ferries sail again after gales", "Bitte verwenden Sie die Meldung nicht."),
    ],
)
def test_a_kill_finds_its_story(headline: str, body: str) -> None:
    """A kill under another address is a revision of the story whose headline it names."""
    verdicts = judged(
        Index(72 * HOUR, 100), wire(1, "Ferries sail again after gales", STORY), wire(2, headline, body)
    )
    assert (verdicts[1].status, verdicts[1].notice) == ("revision", "kill")
    assert verdicts[1].of == "urn:article:1"
    assert verdicts[1].story == verdicts[0].story


@pytest.mark.parametrize(
    ("kind", "headline", "body"),
    [
        ("kill", "Advisory: {}", "Editors: Please disregard our story “{}”. It was sent in error."),
        ("kill", "Recalled: {}", "The port desk no longer stands by this report."),
        ("kill", "Note to editors", "The item “{}” should not be used. It was a test."),
        ("kill", "Achtung Redaktionen", "Die Meldung „{}“ ist hinfällig."),
        ("kill", "Avis", "La dépêche « {} » est supprimée."),
        ("kill", "Aviso", "La noticia «{}» queda sin efecto."),
        ("kill", "Avviso", "La notizia «{}» è da considerarsi nulla."),
        ("correction", "Amended: {}", "They sail from one port only."),
        ("correction", "Erratum", "In the report headlined “{}”, the year was wrongly given as 2031."),
        ("correction", "Hinweis", "In der Meldung „{}“ wurde das Jahr irrtümlich mit 2031 angegeben."),
        ("correction", "Avis", "Dans la dépêche « {} », l'année était indiquée par erreur."),
        ("correction", "Aviso", "En la noticia «{}» se indicó por error el año 2031."),
        ("correction", "Versione corretta: {}", "Partono da un solo porto."),
    ],
)
def test_a_desk_says_it_in_many_ways(kind: str, headline: str, body: str) -> None:
    """What becomes of a story is understood by what is said of it, in five languages."""
    title = "Ferries sail again after gales"
    notice = wire(2, headline.format(title), body.format(title))
    verdicts = judged(Index(72 * HOUR, 100), wire(1, title, STORY), notice)
    assert (verdicts[1].status, verdicts[1].notice, verdicts[1].of) == ("revision", kind, "urn:article:1")


@pytest.mark.parametrize(
    "body",
    [
        "Our story “{}” told of a man who was wrongly jailed for it.",
        "The story “{}” pulled in four hundred readers at the library.",
        "La dépêche « {} » racontait un homme condamné à tort.",
        "Die Meldung „{}“ las auch ein Mann, der irrtümlich verhaftet worden war.",
    ],
)
def test_what_happened_to_people_is_no_notice(body: str) -> None:
    """An article that names a story of its desk and tells of a mistake of others is none."""
    title = "Ferries sail again after gales"
    article = wire(2, "Crowds at the harbour", body.format(title))
    verdicts = judged(Index(72 * HOUR, 100), wire(1, title, STORY), article)
    assert (verdicts[1].status, verdicts[1].notice) == ("new", None)


def test_another_publisher_cannot_kill() -> None:
    """A notice means a story of the same desk only."""
    verdicts = judged(
        Index(72 * HOUR, 100),
        wire(1, "Ferries sail again after gales", STORY),
        wire(2, "KILL: Ferries sail again after gales", "Please do not use this story.", "other.example"),
    )
    assert verdicts[1].status == "new"


def test_a_correction_with_another_address_is_the_next_version() -> None:
    """An announced correction under the same headline continues the chain of versions."""
    index = Index(72 * HOUR, 100)
    first, fingerprint = judge(wire(1, "Ferries sail again after gales", STORY), index)
    index.add(fingerprint)
    corrected = replace(
        wire(2, first.headline, STORY.replace("Tuesday", "Monday")),
        corrections=(Correction(kind="correction", text="CORRECTED"),),
    )
    second, _ = judge(corrected, index)
    assert second.dedup is not None
    assert (second.dedup.status, second.dedup.notice, second.version) == ("revision", "correction", "2")


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (plain_article(1, STORY, status="canceled"), "kill"),
        (plain_article(1, STORY, status="withheld"), "hold"),
        (plain_article(1, STORY, headline="Killed: two soldiers on patrol"), None),
        (plain_article(1, STORY, headline="Withdrawal of troops begins"), None),
    ],
)
def test_notices_are_told_from_news(article: Article, expected: str | None) -> None:
    """The status counts, and marks in capitals; headlines that begin with such a word do not."""
    assert notice_of(article) == expected


def test_what_is_suspected_needs_a_story() -> None:
    """A recall of cars looks like a desk's recall and is none as long as it names no headline."""
    recall = plain_article(1, STORY, headline="Rückruf: Hersteller holt Autos zurück", domain="a.example")
    assert notice_of(recall) is None
    assert suspected_notice(recall) == "kill"
    assert judged(Index(72 * HOUR, 100), recall)[0].notice is None


def test_titles_are_read_from_what_a_desk_writes() -> None:
    """The headline without its mark, what is quoted, what is called a headline, and the first lines."""
    notice = plain_article(
        1,
        'The story titled Ferries sail again after gales.\n"Port reopens today"',
        headline="KILL: Port closed",
    )
    found = announced_titles(notice)
    assert {"Port closed", "Ferries sail again after gales", "Port reopens today"} <= set(found)
