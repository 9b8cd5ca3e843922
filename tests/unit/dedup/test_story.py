import pytest

from service.dedup.folding import words_of
from service.dedup.story import Subject, agreement, best, pack_words, signals, subject_of, unpack_words


def subject(headline: str, body: str = "") -> Subject:
    """Return the telling words of plain texts."""
    return subject_of(words_of(headline), words_of(body))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Storm Agda cuts power to 40,000 homes in Skarvland",
            "40,000 homes without power as Storm Agda hits",
        ),
        ("Tram line four approved by Norrvik council", "Norrvik council approves tram line four"),
    ],
)
def test_headlines_that_name_the_same_things_agree(one: str, other: str) -> None:
    """Most telling words of the shorter headline are enough, in any order."""
    found = agreement(subject(one), subject(other))
    assert found is not None
    assert found.method == "headline/1"


def test_a_headline_may_find_its_words_in_the_other_lead() -> None:
    """Two headlines of one event in other words agree through the leads."""
    one = subject(
        "Ferry runs aground off Skarv", "The Aurora ran aground with 200 passengers near Holm harbour"
    )
    other = subject(
        "Aurora ferry aground: passengers safe", "A ferry lies aground off Skarv near Holm harbour"
    )
    found = agreement(one, other)
    assert found is not None
    assert found.method == "headline-in-lead/1"
    assert not found.merges


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Council approves tram line", "Council rejects harbour tunnel"),
        ("What we know about the day after", "What we know about the day after"),
        ("Storm Agda", "Storm Agda"),
        ("", ""),
    ],
)
def test_common_or_few_words_are_no_agreement(one: str, other: str) -> None:
    """Words of any subject, or too few of them, do not make a story."""
    assert agreement(subject(one), subject(other)) is None


def test_agreement_is_symmetric_and_ranked() -> None:
    """The order of two articles does not matter, and the strongest agreement is chosen, ties by place."""
    one, other = subject("Storm Agda hits Skarv island"), subject("Agda storm: Skarv island without power")
    found = agreement(one, other)
    assert found == agreement(other, one)
    assert found is not None
    strong = agreement(one, one)
    assert strong is not None
    assert best([(0, found), (1, strong), (2, strong)]) == 1
    assert best([]) is None


def test_words_are_packed_and_spread() -> None:
    """What is packed comes back; the signals of a posting table are sorted and as many."""
    words = subject("Storm Agda cuts power to 40,000 homes").headline
    assert unpack_words(pack_words(words)) == words
    found = signals(pack_words(words))
    assert (found[1:] > found[:-1]).all()
    assert len(found) == len(words)


def test_headlines_without_blanks_meet_by_pairs_of_characters() -> None:
    """In a script without blanks between words, two headlines of one event share most pairs of characters."""
    one = subject("台风袭击沿海城市数千户家庭断电")
    other = subject("台风袭击沿海城市，数千户停电")
    assert agreement(one, other) is not None
    assert agreement(one, subject("央行宣布下调基准利率以刺激经济")) is None
