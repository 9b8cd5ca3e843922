"""`dateline check` of what a user adds to tagging: gazetteers, rules with their cases, taggers."""

from collections.abc import Iterator

from service.cli.check_result import Result, fine, wrong
from service.settings import Settings


def check_gazetteers(settings: Settings) -> Iterator[Result]:
    """Every gazetteer can be read; each problem has its line."""
    from service.cli.gazetteer import check_gazetteer  # noqa: PLC0415 - only where there is one

    for file in settings.gazetteers:
        problems, content = check_gazetteer(file)
        for problem in problems:
            yield wrong("gazetteer", problem)
        if not problems:
            yield fine("gazetteer", f"{file}: {content}")


def check_rules(settings: Settings) -> Iterator[Result]:
    """Every rule applies where its cases say, and nowhere else."""
    from service.taggers.rules_file import InvalidRules, read_rules  # noqa: PLC0415 - only where there are some

    for file in settings.rules:
        try:
            tagger = read_rules(file)
        except InvalidRules as error:
            yield wrong("rules", str(error))
        else:
            yield fine("rules", f"{file}: {tagger.name}/{tagger.version}, every case as it says")


def check_user_taggers(settings: Settings) -> Iterator[Result]:
    """The taggers that run can be loaded; those that are only installed are named."""
    from service.taggers import TAGGERS  # noqa: PLC0415 - what it loads may be what is broken
    from service.taggers.user_taggers import (  # noqa: PLC0415 - the same
        InvalidTagger,
        installed_taggers,
        load_user_taggers,
        origin_of,
    )

    installed = installed_taggers()
    taken = [tagger.name for tagger in TAGGERS]
    for name in settings.user_taggers:
        try:
            (tagger,) = load_user_taggers([name], taken)
        except InvalidTagger as error:
            yield wrong("taggers", str(error))
        else:
            taken.append(tagger.name)
            creator, origin = f"{tagger.name}/{tagger.version}", origin_of(installed[name])
            yield fine(f"tagger {tagger.name}", f"{creator} of {origin}, after ours")
    for name in sorted(installed.keys() - set(settings.user_taggers)):
        detail = f"installed by {origin_of(installed[name])} and not run; DATELINE_TAGGERS={name} runs it"
        yield fine(f"tagger {name}", detail)
