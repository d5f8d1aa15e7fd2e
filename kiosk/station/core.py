"""What lamp and buzzer of the guards' post do, pure: the time is passed in.

Two numbers come from the server: how many visitors are held, and to how many of them nobody is on the way. While they
are not known, the lamp says so; it never looks calm only because nobody told it anything.
"""

from dataclasses import dataclass, replace
from math import inf

from hardware.controls import BuzzerPattern, LampState


@dataclass(frozen=True, slots=True)
class Rules:
    """How the post behaves.

    Attributes:
        repeat_seconds: from one sounding to the next while nobody is on the way to somebody.
        away_seconds: a number that was told longer ago than this is not known any more.
    """

    repeat_seconds: float = 15.0
    away_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class Told:
    """The server told the numbers."""

    open: int
    untaken: int
    at_seconds: float


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed the button: on the way to whoever has waited longest."""

    at_seconds: float


@dataclass(frozen=True, slots=True)
class Passed:
    """Time has passed."""

    at_seconds: float


@dataclass(frozen=True, slots=True)
class Sound:
    """Play this once."""

    pattern: BuzzerPattern


@dataclass(frozen=True, slots=True)
class Take:
    """Tell the server that somebody is on the way."""


Input = Told | Pressed | Passed
Command = Sound | Take


@dataclass(frozen=True, slots=True)
class Post:
    """What is known.

    Attributes:
        since_seconds: when this began.
        open: visitors who are held, as it was told last; likewise ``untaken``.
        told_at_seconds: when that was; before the first time, minus infinity.
        sound_at_seconds: when the buzzer is due; infinity while it is not.
        away_sounded: that the numbers are not known was sounded.
    """

    since_seconds: float
    open: int = 0
    untaken: int = 0
    told_at_seconds: float = -inf
    sound_at_seconds: float = inf
    away_sounded: bool = False


def knows(post: Post, rules: Rules, now: float) -> bool:
    """Tell whether the numbers are known."""
    return now - post.told_at_seconds <= rules.away_seconds


def lamp(post: Post, rules: Rules, now: float) -> LampState:
    """Return what the lamp shows: dark only where it is known that nobody waits."""
    if not knows(post, rules, now):
        return LampState.DOUBLE_FLASH
    if post.untaken:
        return LampState.SLOW_PULSE
    return LampState.ON if post.open else LampState.OFF


def step(post: Post, given: Input, rules: Rules) -> tuple[Post, tuple[Command, ...]]:
    """Take in what happened; return what is known then, and what is to be done."""
    match given:
        case Told():
            post = _told(post, given, rules)
        case Pressed():
            return _pressed(post, rules, given.at_seconds)
        case Passed():
            pass
    return _sound(post, rules, given.at_seconds)


def _told(post: Post, told: Told, rules: Rules) -> Post:
    now = told.at_seconds
    new = told.untaken > post.untaken or not knows(post, rules, now)
    sound_at = post.sound_at_seconds
    if not told.untaken:
        sound_at = inf
    elif new or sound_at == inf:
        sound_at = now
    return replace(
        post,
        open=told.open,
        untaken=told.untaken,
        told_at_seconds=now,
        sound_at_seconds=sound_at,
        away_sounded=False,
    )


def _pressed(post: Post, rules: Rules, now: float) -> tuple[Post, tuple[Command, ...]]:
    """Somebody goes: quiet for a while, until the server says whether others wait. Without a server, quiet."""
    if not knows(post, rules, now):
        return replace(post, sound_at_seconds=inf), ()
    if not post.untaken:
        return post, ()
    return replace(post, sound_at_seconds=now + rules.repeat_seconds), (Take(),)


def _sound(post: Post, rules: Rules, now: float) -> tuple[Post, tuple[Command, ...]]:
    """Sound what is due. What was so when the server was lost goes on: one sounding too many harms nobody."""
    if now >= post.sound_at_seconds:
        return replace(post, sound_at_seconds=now + rules.repeat_seconds), (Sound(BuzzerPattern.ATTENTION),)
    lost = not knows(post, rules, now) and now - post.since_seconds > rules.away_seconds
    if lost and not post.away_sounded:
        return replace(post, away_sounded=True), (Sound(BuzzerPattern.REFUSED),)
    return post, ()
