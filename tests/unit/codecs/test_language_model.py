"""The shared language identifier."""

from service.codecs.language_model import language_model


def test_one_model_is_loaded_for_all_its_users() -> None:
    """The tables cost half a second and tens of megabytes, so there is one, and it gives probabilities."""
    assert language_model() is language_model()
    language, probability = language_model().classify("Der Rat hat am Montag den Haushalt beschlossen.")
    assert language == "de"
    assert 0.5 < probability <= 1.0
