"""Every exercise in a browser at a phone's size, some by keyboard alone: opened, done, kept, changed, taken along."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.factory import Factory
from bot.programme.content import Content
from bot.programme.exercise_schema import Sheet
from bot.records import Utterance
from tests.browser.exercises import a_patient, choose, fill, open_exercise, open_list, patient_id
from tests.browser.people import hears, log, say
from tests.browser.test_accessibility import assert_accessible
from tests.browser.test_safety_plan import LINE_LOST, panel, tap
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]

NIGHT = {"to_bed": "23:00", "asleep_after": 30, "awake": 60, "woke_up": "07:00", "got_up": "07:00", "quality": 4}
SMALL = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def content(root: Path) -> Content:
    return Content.load(root / "content" / "en")


async def test_every_sheet_is_filled_in_kept_and_seen_by_the_care_team(
    system: System, chromium: Browser, content: Content, screens: Path
) -> None:
    page = await a_patient(system, chromium, "Patient Sheets")
    await open_list(page)
    await page.screenshot(path=screens / "exercises-1-list.png")
    await assert_accessible(page)
    sheets = [one for one in content.exercises.values() if isinstance(one, Sheet)]
    assert len(sheets) == 9
    for sheet in sheets:
        await choose(page, sheet.title)
        await page.screenshot(path=screens / f"exercises-2-{sheet.id}-empty.png")
        await fill(page, sheet)
        await page.screenshot(path=screens / f"exercises-2-{sheet.id}-full.png")
        await assert_accessible(page)
        await tap(panel(page), "Keep this")
        await expect(panel(page).get_by_text(sheet.saved)).to_be_visible()
        await page.screenshot(path=screens / f"exercises-3-{sheet.id}-kept.png")
        await assert_accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        await tap(panel(page), "All exercises")
    await expect(panel(page).get_by_text("You have begun this")).to_have_count(9)
    async with page.expect_download() as waiting:
        await panel(page).get_by_role("link", name="As text").click()
    along = Path(await (await waiting.value).path()).read_text()
    assert all(sheet.title in along for sheet in sheets)
    await tap(panel(page), "Back to the chat")
    await hears(page, "A second look at a thought")
    assert page.strangers == []  # type: ignore[attr-defined]
    own = await patient_id(system, "Patient Sheets")
    async with system.staff("therapist@demo") as therapist:
        assert len((await therapist.get(f"/api/staff/patients/{own}/sheets"))["sheets"]) == 9


async def test_a_sheet_is_changed_taken_away_and_a_mistake_stands_beside_its_field(
    system: System, chromium: Browser, content: Content, screens: Path
) -> None:
    page = await a_patient(system, chromium, "Patient Change", dark=True)
    plan = content.exercises["pacing-plan"]
    assert isinstance(plan, Sheet)
    await open_exercise(page, plan.title)
    await panel(page).locator("#f-good_day").fill("900")
    await tap(panel(page), "Keep this")
    await expect(panel(page).locator("#f-activity")).to_be_focused()
    await expect(panel(page).locator("#f-activity")).to_have_attribute("aria-invalid", "true")
    await expect(panel(page).locator("#f-good_day-error")).to_have_text("Please give a whole number from 1 to 300.")
    await page.screenshot(path=screens / "exercises-4-errors-dark.png")
    await assert_accessible(page)
    await fill(page, plan, activity="Washing up", good_day=25, bad_day=0)
    await tap(panel(page), "Keep this")
    await expect(panel(page).get_by_text("begin very small: 2 min")).to_be_visible()
    await tap(panel(page), "Change it")
    await panel(page).locator("#f-bad_day").fill("10")
    await tap(panel(page), "Keep this")
    await expect(panel(page).get_by_text("Begin with 8 min")).to_be_visible()
    await tap(panel(page), "Open the timer")
    await tap(panel(page), "Less: Minutes of doing")
    await tap(panel(page), "Start")
    await expect(panel(page).get_by_role("status").get_by_text("Do it: 1 of 3")).to_be_visible()
    await expect(panel(page).get_by_text("6:5")).to_be_visible()
    await tap(panel(page), "Pause")
    await expect(panel(page).get_by_text("Paused. Take your time.")).to_be_visible()
    await page.screenshot(path=screens / "exercises-5-timer-dark.png")
    await assert_accessible(page)
    await tap(panel(page), "Stop")
    await tap(panel(page), "Take away")
    await expect(panel(page).get_by_text("The message with its words stays")).to_be_visible()
    await tap(panel(page), "Yes, take it away")
    await expect(panel(page).get_by_text("Nothing is kept here yet.")).to_be_visible()
    await tap(panel(page), "Back to the chat")
    await hears(page, "A plan to pace one activity")


async def test_breathing_and_relaxation_by_keyboard(system: System, chromium: Browser, screens: Path) -> None:
    page = await a_patient(system, chromium, "Patient Breath")
    await page.clock.install()
    await open_exercise(page, "Calm breathing")
    await page.screenshot(path=screens / "exercises-6-breathing-begin.png")
    await assert_accessible(page)
    await panel(page).get_by_role("button", name="Start", exact=True).press("Enter")
    await expect(panel(page).get_by_role("status")).to_have_text("Breathe in")
    await page.clock.run_for(3_000)
    await page.screenshot(path=screens / "exercises-6-breathing.png")
    await page.clock.run_for(2_000)
    await expect(panel(page).get_by_role("status")).to_have_text("Breathe out slowly")
    await panel(page).get_by_role("button", name="Pause").press("Enter")
    await page.clock.run_for(30_000)
    await expect(panel(page).get_by_role("status")).to_have_text("Paused. Take your time.")
    await panel(page).get_by_role("button", name="Go on").press("Enter")
    await page.clock.run_for(60_000)
    await expect(panel(page).get_by_text("notice your jaw")).to_be_focused()
    await panel(page).get_by_role("button", name="All exercises").press("Enter")
    await panel(page).get_by_role("button", name=re.compile("^Letting muscles go")).press("Enter")
    await assert_accessible(page)
    await panel(page).get_by_role("button", name="Start", exact=True).press("Enter")
    await expect(panel(page).get_by_text("Hands. Get ready")).to_be_visible()
    await page.clock.run_for(9_000)
    await expect(panel(page).get_by_text("Hands. Tense, lightly")).to_be_visible()
    await page.clock.run_for(5_000)
    await expect(panel(page).get_by_text("Hands. Let go")).to_be_visible()
    await page.screenshot(path=screens / "exercises-7-relaxation.png")
    await assert_accessible(page)
    await panel(page).get_by_role("button", name="Leave this part out").press("Enter")
    await expect(panel(page).get_by_text("Arms. Get ready")).to_be_visible()
    for _ in range(7):
        await panel(page).get_by_role("button", name="Leave this part out").press("Enter")
    await expect(panel(page).get_by_text("That was the round.")).to_be_focused()


async def test_with_less_motion_nothing_moves(system: System, chromium: Browser, screens: Path) -> None:
    page = await a_patient(system, chromium, "Patient Still", dark=True)
    await page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    await page.set_viewport_size(SMALL)
    await open_exercise(page, "Calm breathing")
    await tap(panel(page), "Start")
    await expect(panel(page).get_by_role("status")).to_have_text("Breathe in")
    await expect(panel(page).locator(".round")).to_be_hidden()
    await expect(panel(page).locator(".marks .on")).to_have_count(2, timeout=4_000)
    await page.screenshot(path=screens / "exercises-8-less-motion-dark.png")
    await assert_accessible(page)


async def test_a_thought_record_by_keyboard_alone_in_which_risk_is_written(
    system: System, chromium: Browser, screens: Path
) -> None:
    page = await a_patient(system, chromium, "Patient Thought", phone=False)
    menu = page.get_by_role("button", name=re.compile("About this chat"))
    await menu.press("Enter")
    await panel(page).get_by_role("button", name="Exercises").press("Enter")
    await panel(page).get_by_role("button", name=re.compile("^A second look at a thought")).press("Enter")
    keys = page.keyboard
    await panel(page).locator("#f-situation").focus()
    await keys.type("Half way up the stairs")
    await keys.press("Tab")
    await keys.type("I want to kill myself")
    await keys.press("Tab")
    await keys.press("Space")  # the first feeling
    await expect(panel(page).get_by_role("checkbox").first).to_be_checked()
    for _ in range(8):
        await keys.press("Tab")
    await keys.press("Space")  # a number, then the next ones by arrow keys
    for _ in range(8):
        await keys.press("ArrowRight")
    await expect(panel(page).locator("#f-strength").get_by_role("radio", name="8", exact=True)).to_be_checked()
    for _ in range(3):
        await keys.press("Tab")
    await keys.type("One floor at a time")
    await keys.press("Tab")
    await keys.press("Space")
    await page.screenshot(path=screens / "exercises-9-keyboard.png")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(panel(page).get_by_text("Thank you, I've kept it.")).to_be_focused()
    await page.keyboard.press("Escape")
    await hears(page, "within")
    await expect(page.get_by_role("button", name="Ground myself").first).to_be_visible()
    assert await log(page).get_by_text("Thank you, I've kept it").count() == 0, "no thanks for such words"
    async with system.staff("therapist@demo") as therapist:
        cases = (await therapist.get("/api/staff/cases"))["cases"]
    own = next(one for one in cases if one["patient"]["display_name"] == "Patient Thought")
    assert "suicide" in own["categories"]


async def test_without_a_line_nothing_is_lost_and_it_is_sent_when_it_is_back(
    system: System, chromium: Browser, content: Content, screens: Path
) -> None:
    page = await a_patient(system, chromium, "Patient Line")
    sheet = content.exercises["goal-sheet"]
    assert isinstance(sheet, Sheet)
    await open_exercise(page, sheet.title)
    await panel(page).locator("#f-goal").fill("Walk to the shop")
    await page.reload()
    await expect(page.get_by_label("Your message")).to_be_visible()
    await open_exercise(page, sheet.title)
    await expect(panel(page).locator("#f-goal")).to_have_value("Walk to the shop")
    await fill(page, sheet, goal="Walk to the shop and back")
    await page.context.set_offline(True)
    await tap(panel(page), "Keep this")
    await expect(panel(page).get_by_text("Not sent yet, because there is no connection.")).to_be_visible(timeout=LINE_LOST)
    await page.screenshot(path=screens / "exercises-10-offline.png")
    await tap(panel(page), "Help now")
    await expect(panel(page).get_by_text("Samaritans")).to_be_visible()
    await tap(panel(page), "Back to the chat")
    await page.context.set_offline(False)
    await hears(page, "Walk to the shop and back")
    assert await log(page).get_by_text("My goal: Walk to the shop and back").count() == 1
    await open_exercise(page, sheet.title)
    await expect(panel(page).get_by_text("Walk to the shop and back").last).to_be_visible()
    await tap(panel(page), "Change it")
    await panel(page).locator("#f-goal").fill("something else")
    await tap(panel(page), "Back to the chat")
    await page.get_by_role("button", name=re.compile("About this chat")).click()
    await tap(panel(page), "Log out")
    await expect(page.get_by_label("Your invitation code")).to_be_visible()
    stored = str(await page.evaluate("JSON.stringify(localStorage)"))
    assert "something else" not in stored
    assert "Walk to the shop" not in stored


async def test_a_sleep_window_only_after_the_question(system: System, chromium: Browser, screens: Path) -> None:
    page = await a_patient(system, chromium, "Patient Night")
    sent = await page.evaluate(
        """async (nights) => {
            const me = await (await fetch("/api/me?side=patient")).json();
            const answers = [];
            for (const body of nights) {
                const sent = await fetch("/api/patient/sheets", {method: "POST", headers: {"Content-Type": "application/json",
                    "X-CSRF-Token": me.csrf}, body: JSON.stringify(body)});
                answers.push(sent.status);
            }
            return answers;
        }""",
        [
            {"client_id": uuid.uuid4().hex, "exercise": "sleep-diary", "values": NIGHT | {"night": f"2026-03-0{day}"}}
            for day in range(1, 7)
        ],
    )
    assert sent == [201] * 6, json.dumps(sent)
    await open_exercise(page, "Sleep diary")
    await expect(panel(page).get_by_text("Over 6 nights you slept 6 h 30 min")).to_be_visible()
    assert await panel(page).get_by_text("00:30 to 07:00").count() == 0
    await panel(page).get_by_role("radio", name="At least one fits").check()
    await expect(panel(page).get_by_text("Then leave the window for now, and ask")).to_be_visible()
    await expect(panel(page).get_by_text("00:30 to 07:00")).to_have_count(0)
    await panel(page).get_by_role("radio", name="None fits").check()
    await expect(panel(page).get_by_text("00:30 to 07:00")).to_be_visible()
    await page.screenshot(path=screens / "exercises-11-window.png", full_page=False)
    await assert_accessible(page)


async def test_a_lesson_opens_its_exercise_and_goes_on_when_it_is_kept(
    system: System, chromium: Browser, content: Content, screens: Path
) -> None:
    page = await a_patient(system, chromium, "Patient Lesson")
    lesson = content.lesson("goals/good-goals")
    at = next(place for place, step in enumerate(lesson.lesson.steps) if step.exercise)
    factory, own = Factory(system.settings), await patient_id(system, "Patient Lesson")
    for earlier in content.lessons.values():
        if earlier.id == lesson.id:
            break
        await factory.programme.lessons.keep(own, earlier.id, len(earlier.lesson.steps) + 1, finished=True)
    await factory.programme.lessons.keep(own, lesson.id, at + 1)
    await factory.aclose()
    await say(page, "start a lesson")
    await hears(page, "The goal sheet asks for your goal")
    await tap(page, "Open it")
    sheet = content.exercises["goal-sheet"]
    assert isinstance(sheet, Sheet)
    await expect(panel(page).get_by_role("heading", name=sheet.title)).to_be_visible()
    await fill(page, sheet, goal="Sing in the choir again")
    await tap(panel(page), "Keep this")
    await expect(panel(page).get_by_text("I'll bear it in mind in the lessons")).to_be_visible()
    await tap(panel(page), "Back to the chat")
    await hears(page, "My goal: Sing in the choir again")
    await hears(page, sheet.saved)
    await hears(page, lesson.lesson.steps[at + 1].say[0])
    await page.screenshot(path=screens / "exercises-12-lesson.png")


async def test_from_the_chat_it_opens_or_is_done_in_text(system: System, chromium: Browser, screens: Path) -> None:
    page = await a_patient(system, chromium, "Patient Text")
    factory, own = Factory(system.settings), await patient_id(system, "Patient Text")
    conversation = await factory.conversations.of_patient(own)
    offers = {
        "Open it": {"exercise": "breathing"},
        "Breathing here": {"exercise": "breathing", "form": "text"},
        "Goal here": {"exercise": "goal-sheet", "form": "text"},
    }
    buttons = [{"title": title, "payload": f"/do_exercise{json.dumps(given)}"} for title, given in offers.items()]
    offer = Utterance("What would you like?", {"buttons": buttons})
    await factory.conversations.announce(conversation.id, [offer], epoch=conversation.epoch, name="offer")
    await hears(page, "What would you like?")
    before = await log(page).locator(".bubble").count()
    await tap(page, "Open it")
    await expect(panel(page).get_by_role("heading", name="Calm breathing")).to_be_visible()
    await tap(panel(page), "Back to the chat")
    assert await log(page).locator(".bubble").count() == before, "nothing is sent for opening it"
    await tap(page, "Breathing here")
    await hears(page, "Send me any word when you're ready")
    await tap(page, "I'm ready")
    await hears(page, "Breathe in softly through your nose")
    await page.screenshot(path=screens / "exercises-13-in-text.png")
    await tap(page, "Stop here")
    await hears(page, "It's there when you want it")
    await factory.conversations.announce(conversation.id, [offer], epoch=conversation.epoch, name="offer-2")
    await tap(page, "Goal here")
    await say(page, "See the sea once more")
    await tap(page, "Moving and getting out")
    await tap(page, "Leave this out")
    await say(page, "look up the bus")
    await tap(page, "Leave this out")
    await hears(page, "My goal: See the sea once more")
    await page.screenshot(path=screens / "exercises-14-summary.png")
    await tap(page, "Keep it")
    await hears(page, "Thank you, I've kept it. I'll bear it in mind")
    (kept,) = await factory.programme.sheets.of(own)
    assert kept.values == {"goal": "See the sea once more", "area": "moving", "first_step": "look up the bus"}
    await factory.aclose()
