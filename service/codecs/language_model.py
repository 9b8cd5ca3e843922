"""The language identifier of `py3langid`, loaded once: for guessing charsets here, for languages above.

Which of its answers count is for `service.codecs.charset` and `service.normalize.language`.
"""

import functools

from py3langid.langid import MODEL_FILE, LanguageIdentifier


@functools.cache
def language_model() -> LanguageIdentifier:
    """Return the identifier for all its languages, with probabilities; not to be changed by its users."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
