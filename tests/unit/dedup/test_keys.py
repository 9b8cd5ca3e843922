from service.dedup.keys import Keys


def test_finds_newest_first() -> None:
    """All sequence numbers under a key come out, newest first, and no others."""
    keys = Keys(10)
    for sequence, key in enumerate(["a", "b", "a", "c", "a"], start=1):
        keys.add(key, sequence)
    assert list(keys.find("a", 1)) == [5, 3, 1]
    assert list(keys.find("b", 1)) == [2]
    assert list(keys.find("d", 1)) == []


def test_forgotten_entries_are_cut_off() -> None:
    """Nothing below the oldest remembered number is found."""
    keys = Keys(10)
    for sequence in range(1, 6):
        keys.add("a", sequence)
    assert list(keys.find("a", 4)) == [5, 4]


def test_places_are_reused_without_mixing_keys() -> None:
    """Long after its capacity, the table still finds exactly what is remembered."""
    keys = Keys(8)
    for sequence in range(1, 201):
        keys.add(f"key {sequence % 5}", sequence)
        oldest = max(1, sequence - 7)
        for name in range(5):
            expected = [number for number in range(sequence, oldest - 1, -1) if number % 5 == name]
            assert list(keys.find(f"key {name}", oldest)) == expected


def test_growing_keeps_every_chain() -> None:
    """While the heads double, all numbers under a key stay in order, also after numbers were forgotten."""
    keys, oldest, last = Keys(20_000), 1, 15_000
    for sequence in range(1, last + 1):
        oldest = max(1, sequence - 9_000)
        keys.fit(oldest, sequence)
        keys.add(None if sequence % 11 == 0 else f"key {sequence % 700}", sequence)
    assert keys.room >= 9_000
    for name in (0, 1, 350, 699):
        expected = [n for n in range(last, oldest - 1, -1) if n % 700 == name and n % 11]
        assert list(keys.find(f"key {name}", oldest)) == expected


def test_counting_down_keeps_the_chains() -> None:
    """After the numbers are counted down by a multiple of the capacity, keys lead to the new numbers."""
    keys = Keys(10)
    for sequence in range(1, 48):
        keys.add("ab"[sequence % 2], sequence)
    keys.rebase(30)
    assert list(keys.find("a", 8)) == [16, 14, 12, 10, 8]
    keys.add("a", 18)
    assert list(keys.find("a", 9)) == [18, 16, 14, 12, 10]
