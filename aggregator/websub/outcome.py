"""What becomes of a notice after a hub's answer; pure."""

from typing import Final, NamedTuple

from werkzeug.http import parse_date

from aggregator.store.notices import Notice

#: Waits between attempts, in seconds: doubled each time, from a minute to six hours.
LEAST_WAIT: Final = 60
LONGEST_WAIT: Final = 6 * 3600
#: After so many seconds a change is no news any longer: subscribers have come by themselves.
GIVEN_UP_AFTER: Final = 86_400
#: Besides those from 500 on, the answers that say "later" (RFC 9110, section 15.5.9, and RFC 6585, section 4).
LATER: Final = frozenset({408, 429})


class Answer(NamedTuple):
    """What a hub said.

    `status` is None where no answer came; `reason` says in a few words what came instead. `retry_after` is that header.
    """

    status: int | None
    reason: str
    retry_after: str | None = None


class Told(NamedTuple):
    """The hub knows."""


class GivenUp(NamedTuple):
    """The hub will not be told."""

    reason: str


class PutOff(NamedTuple):
    """The hub is to be told at a moment in seconds since 1970."""

    until: int


Outcome = Told | GivenUp | PutOff


def outcome(notice: Notice, answer: Answer, now: float, chance: float) -> Outcome:
    """Whether a notice was told, is to be told later, or never.

    `now` is in seconds since 1970, `chance` from 0 up to 1: it spreads the attempts of many sites over time.
    """
    if answer.status is not None and 200 <= answer.status < 300:  # noqa: PLR2004 (RFC 9110, section 15.3)
        return Told()
    if answer.status is not None and answer.status < 500 and answer.status not in LATER:  # noqa: PLR2004 (ibid., 15.6)
        return GivenUp(answer.reason)
    until = int(now + max(_wait(notice.attempts, chance), _asked_for(answer.retry_after, now)))
    if until > notice.since + GIVEN_UP_AFTER:
        return GivenUp(f"{answer.reason}, for {GIVEN_UP_AFTER // 3600} hours")
    return PutOff(until)


def _wait(attempts: int, chance: float) -> float:
    # At least half of it, so that the first one is a minute, and the longest at most six hours.
    longest = min(2 * LEAST_WAIT << min(attempts, 16), LONGEST_WAIT)
    return longest * (1 + chance) / 2


def _asked_for(retry_after: str | None, now: float) -> float:
    """How many seconds from now a hub wants to be left in peace (RFC 9110, section 10.2.3), within reason."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:10]), LONGEST_WAIT)
    try:
        moment = parse_date(text)
    except OverflowError:
        return 0
    return min(max(moment.timestamp() - now, 0.0), float(LONGEST_WAIT)) if moment else 0
