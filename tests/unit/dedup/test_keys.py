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
