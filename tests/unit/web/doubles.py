"""Actions for tests of the page's server side: what was asked for is remembered, nothing is done."""

from collections.abc import Sequence

from pydantic import SecretStr

from service.web.actions import ActionFailed, Actions, Busy, LetterPlace, Trial

TOKEN = " ".join(("correct", "horse", "battery"))


class Recorded:
    """Answers trials and replays, and keeps what was asked for.

    Attributes:
        trials: articles that were to be tried.
        letters: dead letters that were to be put back.
    """

    def __init__(self) -> None:
        self.trials: list[Trial] = []
        self.letters: list[LetterPlace] = []

    async def try_article(self, trial: Trial) -> Sequence[bytes]:
        """Answer with the length of the body; `busy` is refused."""
        if trial.body == "busy":
            raise Busy("others are trying articles")
        self.trials.append(trial)
        return [b'{"article":{"n":%d}}' % len(trial.body)]

    async def replay(self, place: LetterPlace) -> str:
        """Say that it was done, but for offset 404."""
        if place.offset == 404:
            raise ActionFailed("no such letter")
        self.letters.append(place)
        return f"1 put back: {place.partition}:{place.offset}"


def make_actions(
    recorded: Recorded | None = None, *, token: str | None = None, host: str = "127.0.0.1"
) -> Actions:
    """Return actions that do nothing but remember."""
    recorded = recorded or Recorded()
    return Actions(
        try_article=recorded.try_article,
        replay=recorded.replay,
        token=None if token is None else SecretStr(token),
        host=host,
    )
