"""What the assistant remembers of a patient, in sentences: the goal, the last practice, the last score. Plain functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.db.stores.programme import CheckInRecord
from bot.programme.journey import Way
from bot.programme.lesson_player import Goal
from bot.programme.lesson_schema import Plan
from bot.words import Went


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a patient."""

    goal: Goal
    way: Way
    check_in: CheckInRecord | None
    """The last one."""
    lessons: int
    """How many there are."""


def greeting(plan: Plan, memory: Memory, today: date) -> str:
    """Return a greeting with the one thing that leads on best: the open practice, else the goal, else the last score."""
    words = plan.remembers
    hello = words.away if _away(memory, today) >= words.away_days else words.hello
    sentences = [_practice(plan, memory) if memory.way.open_practice else "", _goal(plan, memory), _pain(plan, memory, today)]
    return " ".join([hello, *[sentence for sentence in sentences if sentence][:1]])


def everything(plan: Plan, memory: Memory, today: date) -> str:
    """Return all that is remembered."""
    words = plan.remembers
    done = memory.way.standing.lessons_done
    lessons = words.lessons.format(done=done, all=memory.lessons) if done else ""
    sentences = [_goal(plan, memory), _practice(plan, memory), _pain(plan, memory, today), lessons]
    told = " ".join(sentence for sentence in sentences if sentence)
    return f"{told or words.nothing} {words.all_of_it}"


def known(memory: Memory) -> bool:
    """Whether anything is remembered."""
    return bool(memory.goal.text or memory.way.practice or memory.check_in or memory.way.lessons)


def _away(memory: Memory, today: date) -> int:
    """Return the days since the patient last did something; 0 for one who never has."""
    lessons = memory.way.lessons.values()
    days = [moment.date() for one in lessons for moment in (one.started_at, one.finished_at) if moment]
    if memory.check_in:
        days.append(date.fromisoformat(memory.check_in.day))
    return (today - max(days)).days if days else 0


def _goal(plan: Plan, memory: Memory) -> str:
    return plan.remembers.goal.format(goal=memory.goal.text.strip().rstrip(".")) if memory.goal.text else ""


def _practice(plan: Plan, memory: Memory) -> str:
    practice = memory.way.practice
    if practice is None:
        return ""
    if practice.went is None:
        return plan.remembers.practice.format(practice=practice.title)
    told = {Went.DONE: plan.practice_done, Went.PARTLY: plan.practice_partly, Went.NOT_YET: plan.practice_not_yet}[practice.went]
    return plan.remembers.told.format(practice=practice.title, went=told.lower().replace("i did", "I did"))


def _pain(plan: Plan, memory: Memory, today: date) -> str:
    last = memory.check_in
    if last is None or last.pain is None:
        return ""
    words, days = plan.remembers, (today - date.fromisoformat(last.day)).days
    when = words.today if days <= 0 else words.yesterday if days == 1 else words.days_ago.format(days=days)
    return words.pain.format(pain=last.pain, days=when)
