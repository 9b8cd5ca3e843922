"""The comparison of whole jobs: what is scored, what is timed, what the table says."""

import pytest

from tests.bench.whole_job.articles import Articles, Gold, score
from tests.bench.whole_job.measure import Measured, measure
from tests.bench.whole_job.ours import Dateline
from tests.bench.whole_job.pipelines import Found, Pipeline, Raw
from tests.bench.whole_job.report import table

TEXT = (
    "http://paper.example/1\n\nKAMPALA, Jan 5 (AFP) - The bridge was opened.\n\n"
    "Angela Merkel visited Kampala on Monday.\n\nNobody from Berlin was there, she said."
)


class Counting:
    """A pipeline that counts its calls and finds what it is told."""

    does, settings = "nothing", "none"

    def __init__(self, name: str, order: list[str], found: Found) -> None:
        self.name, self._order, self._found = name, order, found
        self.packages: tuple[str, ...] = ()
        self.rounds = 0

    def fresh(self) -> None:
        """Count a round."""
        self.rounds += 1

    def run(self, raw: Raw) -> int:
        """Note who ran, and work for a moment."""
        self._order.append(self.name)
        return sum(range(2_000))

    def found(self, raw: Raw, result: object) -> Found:
        """Return what was told."""
        return self._found


def test_what_an_article_scores() -> None:
    """A headline is right or not, a body by its words, names by span and type from a place on."""
    gold = Gold(
        title="A “storm”", body="one two", names=frozenset({(0, 3, "ORG"), (20, 25, "LOC")}), names_from=10
    )
    found = Found(
        title='a "Storm"', body="one", names=frozenset({(0, 3, "PER"), (20, 25, "LOC"), (30, 32, "ORG")})
    )

    sums = score(gold, found)

    assert sums["titles"] == 1
    assert sums["bodies"] == pytest.approx(2 / 3)
    assert (sums["gold"], sums["found"], sums["right"]) == (1, 2, 1)


def test_what_a_pipeline_does_not_do_is_not_scored() -> None:
    """No names: no figure, instead of 0."""
    assert set(score(Gold(title="a", names=frozenset()), Found(title="b"))) == {"articles", "titles"}


def test_pipelines_change_places() -> None:
    """Each works on every article in each round; after a few articles another one leads."""
    order: list[str] = []
    pipelines: list[Pipeline] = [
        Counting("a", order, Found(title="x")),
        Counting("b", order, Found(title="y")),
    ]
    articles = Articles(
        "texts", [Raw(n, "text/plain", b"x") for n in range(25)], [Gold(title="x") for _ in range(25)]
    )

    found = measure(pipelines, articles, 2)

    assert order[:20] == ["a"] * 10 + ["b"] * 10
    assert order[20] == "b"
    assert [one.rounds for one in pipelines if isinstance(one, Counting)] == [2, 2]
    assert [one.title for one in found] == [1.0, 0.0]
    assert all(len(one.seconds) == 2 and min(one.seconds) > 0 for one in found)


def test_an_article_on_which_a_library_fails_scores_nothing() -> None:
    """The others go on, and the table says how many failed."""

    class Failing(Counting):
        def run(self, raw: Raw) -> int:
            """Fail on one of them."""
            if raw.number == 1:
                raise ValueError("no such language")
            return 0

    articles = Articles("texts", [Raw(n, "text/plain", b"x") for n in range(4)], [Gold(title="x")] * 4)

    (found,) = measure([Failing("a", [], Found(title="x"))], articles, 1)

    assert found.title == 0.75
    assert "| 4 texts | a (1 failed) |" in table({}, [], [found])


def test_the_table_compares_with_the_first() -> None:
    """The ratio is taken within each round; missing figures stay empty."""
    measured = [
        Measured("ours", "texts", 10, [1.0, 2.0, 1.0], {"articles": 10, "gold": 4, "found": 4, "right": 3}),
        Measured("theirs", "texts", 10, [10.0, 30.0, 11.0], {"articles": 10}),
    ]

    rows = table({"cores": "2"}, [], measured).splitlines()

    assert "| 10 texts | theirs | 1100.00 (1000.00–3000.00) | 1 |  |  |  | 11.00 |" in rows
    assert any(row.endswith("|  |  | 0.750 | 1.00 |") for row in rows)


@pytest.fixture(scope="module")
def dateline() -> Dateline:
    """Return our pipeline with its tables loaded."""
    return Dateline()


def test_names_are_placed_in_the_text_that_came(dateline: Dateline) -> None:
    """Offsets of the record's body become offsets of the printed text."""
    raw = Raw(0, "text/plain", TEXT.encode())

    found = dateline.found(raw, dateline.run(raw))

    assert found.names is not None
    named = {(TEXT[start:end], kind) for start, end, kind in found.names}
    assert ("Angela Merkel", "PER") in named
    assert ("Berlin", "LOC") in named
    assert "opened" in str(found.body)


def test_a_message_that_is_refused_scores_nothing(dateline: Dateline) -> None:
    """A page that is no article has no title, no body and no names."""
    raw = Raw(1, "text/html", b"<html><title>Home</title><body><nav><a href='/'>a</a></nav></body></html>")

    assert dateline.found(raw, dateline.run(raw)) == Found("", "", frozenset())
