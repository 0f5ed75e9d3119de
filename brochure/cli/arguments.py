"""The arguments of a call: the order in which the parser takes them, and what is said where they are wrong.

Most who type a command write names of several words without quotes, which a shell cuts into as many
arguments. Must not know what commands do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import Final

import click
from click.exceptions import BadParameter, ClickException, MissingParameter, NoSuchCommand, NoSuchOption

from brochure.cli import PROGRAM
from brochure.errors import Problem, UsageError, Where, likeliest, perhaps

#: Options that may stand before or after the command; the ones in the first set take a value.
_WITH_VALUE: Final = frozenset(
    {
        "--publication",
        "--output",
        "--cache",
        "--cache-size",
        "--jobs",
        "--cluster",
        "--time-limit",
        "--memory-limit",
    }
)
_FLAGS: Final = frozenset({"--keep", "--json", "-q", "--quiet"})
#: What Click says of arguments that nothing takes.
_EXTRA: Final = re.compile(r"Got unexpected extra arguments? \((.*)\)$")
_QUOTES: Final = "put words that belong together in quotes, such as"
#: The words that a name may have.
_MOST_WORDS: Final = 4


def globals_first(arguments: list[str]) -> list[str]:
    """The same arguments with the global options before the command, where the parser wants them."""
    before: list[str] = []
    after: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            after += [argument, *rest]
        elif argument in _WITH_VALUE:
            before += [argument, *(value for value in (next(rest, None),) if value is not None)]
        elif argument.partition("=")[0] in _FLAGS | _WITH_VALUE:
            before.append(
                "--quiet" if argument == "-q" else argument
            )  # a short one costs Click a search among the long ones
        else:
            after.append(argument)
    return before + after


def refused(error: ClickException, arguments: Sequence[str], context: click.Context) -> UsageError:
    """What is wrong with arguments as they were written, in the one form of messages."""
    return UsageError([_problem(error, arguments, getattr(error, "ctx", None) or context)])


def _problem(error: ClickException, arguments: Sequence[str], context: click.Context) -> Problem:
    command = str(context.info_name or PROGRAM)
    if isinstance(error, MissingParameter) and error.param is not None:
        about = str(getattr(error.param, "help", "")).rstrip(".")
        about = about if about[:2].isupper() else f"{about[:1].lower()}{about[1:]}"
        what = f"{error.param.make_metavar(context)} is missing: {about}".rstrip(": ")
        hint = f"{PROGRAM} {command} --help tells the rest"
        if isinstance(error.param, click.Option):
            hint = f'add it behind {error.param.opts[0]}, such as {error.param.opts[0]} "Jane Doe"; {hint}'
        return Problem(Where(command), what, hint)
    if extra := _EXTRA.match(error.message):
        words = extra[1].split(" ")
        what = f"{extra[1]} is one argument too many" if not words[1:] else f"{extra[1]} are too many"
        quoted = _quoted(arguments, words, command, context)
        return Problem(
            Where(command), what, f"{_QUOTES} {quoted}, or leave it out" if quoted else "leave it out"
        )
    name = error.command_name if isinstance(error, NoSuchCommand) else ""
    is_slip = bool(getattr(error, "possibilities", None)) and not _has_command(arguments, name, context)
    if not is_slip and (value := _values(arguments, [name], context).get(name)):
        return Problem(Where(PROGRAM), error.message.rstrip("."), f"{_QUOTES} {value}")
    if isinstance(error, BadParameter) and error.param and (problem := _misread(error.message, error.param)):
        return problem
    said = next((one for one in arguments if one[:1] == "-" and re.search(r"\s", one)), "")
    if isinstance(error, NoSuchOption) and said.startswith(error.option_name):
        hint = f'write -- before what begins with a hyphen, and options before that: -- "{said}"'
        return Problem(Where(PROGRAM), f'"{said}" is taken for an option', hint)
    if near := getattr(error, "possibilities", None):
        return Problem(Where(PROGRAM), error.message.rstrip("."), f"perhaps {' or '.join(near)} is meant")
    hint = f"{PROGRAM} --help lists commands and options"
    if re.fullmatch(r"[\w-]+", name):
        hint = f"{PROGRAM} build {name} makes the brochure of a program that is called so; {hint}"
    what = error.format_message().rstrip(".").replace("integer range", "whole number")
    return Problem(Where(PROGRAM), what, hint)


def _has_command(arguments: Sequence[str], name: str, context: click.Context) -> bool:
    """Whether a command follows a word that is none, which is then rather part of a name before it."""
    commands = getattr(context.find_root().command, "list_commands", lambda _: ())(context)
    behind = arguments[arguments.index(name) + 1 :] if name in arguments else ()
    return any(one in commands for one in behind)


def _misread(message: str, param: click.Parameter) -> Problem | None:
    """What is told of a value that is no day, or almost one of those that may be chosen."""
    value = next(iter(re.findall("^'([^']*)'", message)), "")
    if isinstance(param.type, click.DateTime):
        from brochure.model import days_meant, no_such_day  # what no call needs that is right

        why, day = no_such_day(value)
        meant = " or ".join(map(str, days_meant(value) or filter(None, [day])))
        hint = f"write {meant or 'it as year-month-day, such as 2026-07-01'}"
        what = f'a day is asked for, not "{value}"'
        return Problem(
            Where(param.opts[0]), what, f"{why}; {hint}{', if that is meant' * bool(day)}" if why else hint
        )
    known = likeliest(value, param.type.choices, 0.5) if isinstance(param.type, click.Choice) else None
    return Problem(Where(param.opts[0]), message.rstrip("."), perhaps(known)) if known else None


def _quoted(arguments: Sequence[str], extra: Sequence[str], command: str, context: click.Context) -> str:
    """How arguments are written of which some are too many; empty where nothing stands before them."""
    values = _values(arguments, extra, context)
    loose = [one for one in extra if one not in values]
    return " ".join([*_bare(arguments, loose, command), *dict.fromkeys(values.values())])


def _bare(arguments: Sequence[str], extra: Sequence[str], command: str) -> Iterator[str]:
    """The names that the last arguments of a command are, of those that belong to no option."""
    places = [at for at, one in enumerate(arguments) if one in extra[:1]]
    before = reversed(arguments[: places[-1]] if places else [])
    bare = [*takewhile(lambda one: not one.startswith("-"), before)][::-1]
    bare = bare[bare.index(command) + 1 :] if command in bare else bare
    if bare and bare[0] == extra[0]:  # two names that begin alike, such as those of two seasons
        yield f'"{" ".join(bare)}" "{" ".join(extra)}"'
    elif bare:
        yield f'"{" ".join([bare[-1], *extra])}"'


def _values(arguments: Sequence[str], unknown: Collection[str], context: click.Context) -> dict[str, str]:
    """For unknown words behind the value of an option: how all is written if they belong to that."""
    found = dict[str, str]()
    for at, one in enumerate(arguments):
        name, is_one, value = one.partition("=")
        if name in _with_value(context):
            words = [value] if is_one else list(arguments[at + 1 : at + 2])
            rest = arguments[at + 1 + len(words) - bool(is_one) :]
            more = list(takewhile(lambda word: word in unknown and not word.startswith("-"), rest))
            found |= dict.fromkeys(more, f'{name} "{" ".join([*words, *more])}"')
    return found


def _with_value(context: click.Context) -> frozenset[str]:
    """The options of a command that take a value, and those of all commands."""
    own = (one for one in context.command.params if isinstance(one, click.Option) and not one.is_flag)
    return _WITH_VALUE | {name for one in own for name in one.opts}


def told_with_quotes(error: UsageError, arguments: Sequence[str], context: click.Context) -> UsageError:
    """The same of words that nothing is called by, with how the name is written that they may be part of."""
    unknown = [one.where.file for one in error.problems if one.where.file != context.info_name]
    values = _values(arguments, unknown, context)

    def told(one: Problem) -> Problem:
        if quoted := values.get(one.where.file):
            more = f"; {one.hint}" if one.hint else ""
            return one._replace(hint=f"{_QUOTES} {quoted}{more}")
        meant = next(_names(arguments, one), "")
        return one._replace(hint=meant) if meant else one

    return UsageError(map(told, error.problems))


def _names(arguments: Sequence[str], problem: Problem) -> Iterator[str]:
    """How a name is written that may stand there and of which arguments are the words."""
    known = problem.mend.known if problem.mend else ()
    for end in range(2, len(arguments) + 1):
        for start in range(max(0, end - _MOST_WORDS), end - 1):
            words = arguments[start:end]
            if problem.where.file in words and not any(one.startswith("-") for one in words):
                name, joined = " ".join(words), "-".join(words).casefold()
                if name in known:
                    yield f'{_QUOTES} "{name}"'
                yield from (
                    f"write the name as one word: {one}" for one in known if one.casefold() == joined
                )
