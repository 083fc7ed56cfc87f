"""The three people's paths, in a real browser, with everything real behind it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.people import changes_under_the_summary, hears, log, patient_logs_in, say, staff_logs_in
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]


async def invitation(system: System, name: str) -> str:
    """Have the demo therapist invite a new patient; return the code."""
    async with system.staff("therapist@demo") as therapist:
        made = await therapist.post("/api/staff/patients", {"display_name": name, "country": "GB"}, status=201)
        return str(made["invitation"]["code"])


async def to_the_end_of_the_lesson(page: Page) -> None:
    """Take the first button of every step."""
    end = log(page).get_by_text("That was the lesson")
    option = page.get_by_role("group", name="Answers you can choose").last.get_by_role("button").first
    for _ in range(60):
        await expect(end.or_(option).first).to_be_visible(timeout=20_000)
        if await end.count():
            break
        seen = await log(page).locator("*").count()
        await option.click()
        await expect(log(page).locator("*")).not_to_have_count(seen)
        await page.wait_for_timeout(300)
    await expect(end).to_be_visible()


async def test_a_patient_checks_in_asks_in_between_and_does_a_lesson(system: System, chromium: Browser, screens: Path) -> None:
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo", phone=True)
    await page.screenshot(path=screens / "patient-1-login.png")
    await patient_logs_in(page, "DEMO-PATIENT-1")
    await hears(page, "a computer program, not a person")
    await page.screenshot(path=screens / "patient-2-welcome.png")
    await page.get_by_role("button", name="Start a check-in").click()
    await hears(page, "How strong is your pain")
    slider = page.get_by_role("slider")
    await slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        await slider.press(key)
    await page.screenshot(path=screens / "patient-3-slider.png")
    send = page.get_by_role("button", name=re.compile(r"Send \d"))
    pain = int((await send.inner_text()).split()[-1])
    await send.click()
    await hears(page, "how is your mood")
    await say(page, "why do you ask that?")
    await hears(page, "Back to your check-in")
    await page.reload()
    await hears(page, "Back to your check-in")
    before = await log(page).inner_text()
    await page.get_by_role("button", name="Low", exact=True).click()
    await hears(page, "How did you sleep")
    await page.screenshot(path=screens / "patient-4-choices.png")
    await page.context.set_offline(True)
    await page.get_by_label("Your message").fill("badly, woke up at three")
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.screenshot(path=screens / "patient-5-offline.png")
    await page.context.set_offline(False)
    await hears(page, "what did you do today")
    await say(page, "a short walk and some cooking")
    await changes_under_the_summary(page, "Mood", "Good")
    assert (await log(page).inner_text()).count("badly, woke up at three") == 1
    assert before.count("How strong is your pain") == (await log(page).inner_text()).count("How strong is your pain")
    await page.get_by_role("button", name="Yes, a lesson").click()
    await page.screenshot(path=screens / "patient-6-lesson.png")
    await to_the_end_of_the_lesson(page)
    await page.screenshot(path=screens / "patient-7-lesson-end.png")
    assert page.strangers == []  # type: ignore[attr-defined]
    async with system.staff("therapist@demo") as therapist:
        patients = (await therapist.get("/api/staff/patients"))["patients"]
        check_in = next(patient for patient in patients if patient["display_name"] == "Demo patient 1")["last_check_in"]
    assert check_in["pain"] == pain
    assert (check_in["mood"], check_in["sleep"]) == (4, 2)


@pytest.mark.parametrize(
    "words,tier",
    [("I don't see the point in going on", "Moderate"), ("I can't feel anything between my legs since this morning", "Emergency")],
)
async def test_a_flagged_message_reaches_a_therapist_who_takes_over_and_hands_back(
    system: System, chromium: Browser, screens: Path, words: str, tier: str
) -> None:
    await system.answers("/readyz")
    name = f"Patient {tier}"
    patient = await open_page(chromium, system.url + "/demo", phone=True)
    await patient_logs_in(patient, await invitation(system, name))
    await hears(patient, "a computer program, not a person")
    therapist = await open_page(chromium, system.url + "/console/")
    await staff_logs_in(therapist, "therapist@demo", system.passwords()["therapist@demo"])
    await expect(therapist.get_by_role("heading", name="Queue")).to_be_visible()
    await say(patient, words)
    sent = time.monotonic()
    card = therapist.get_by_role("listitem").filter(has_text=name)
    await expect(card).to_be_visible(timeout=10_000)
    appeared = time.monotonic() - sent
    assert appeared < 5  # measured: 0.2 to 0.3 s; the bound only says that nobody had to reload
    await hears(patient, "within")
    await patient.screenshot(path=screens / f"flag-{tier}-patient.png")
    await expect(card).to_contain_text(tier)
    await expect(card.locator("mark").first).to_be_visible()
    await therapist.screenshot(path=screens / f"flag-{tier}-queue.png")
    await card.get_by_role("button", name="Claim").click()
    await expect(therapist.get_by_text("With you until")).to_be_visible()
    await therapist.get_by_role("link", name=name).click()
    await expect(therapist.get_by_text("Why this is flagged")).to_be_visible()
    await therapist.get_by_role("button", name="Take over").first.click()
    await hears(patient, "has joined the chat")
    await therapist.get_by_label(re.compile("Your reply to")).fill("Hello, I have read what you wrote. I am here now.")
    await therapist.get_by_role("button", name="Send", exact=True).click()
    await hears(patient, "I am here now")
    await say(patient, "thank you, that helps")
    await expect(therapist.get_by_text("thank you, that helps")).to_be_visible()
    await patient.wait_for_timeout(3000)
    last = (await log(patient).inner_text()).rsplit("thank you, that helps", 1)[1]
    assert "assistant" not in last.lower()
    await therapist.screenshot(path=screens / f"flag-{tier}-case.png")
    await patient.screenshot(path=screens / f"flag-{tier}-live.png")
    await therapist.get_by_role("button", name="Resolve", exact=True).click()
    dialog = therapist.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Supported in the chat").check()
    await dialog.get_by_label("Note").fill("Spoke in the chat; safe at home.")
    await therapist.screenshot(path=screens / f"flag-{tier}-resolve.png")
    await dialog.get_by_role("button", name="Resolve the case").click()
    await hears(patient, "has handed the chat back")
    await say(patient, "lets do the check in")
    await hears(patient, "How strong is your pain")
    assert patient.strangers == therapist.strangers == []  # type: ignore[attr-defined]


async def test_a_supervisor_finds_reads_and_rates_and_that_is_on_record(system: System, chromium: Browser, screens: Path) -> None:
    await system.answers("/readyz")
    async with system.new_patient("Patient Heron") as patient:
        await patient.say("the heron stood in the river and I forgot my back for a while")
        await patient.say("I don't see the point in going on")
    page = await open_page(chromium, system.url + "/console/")
    await staff_logs_in(page, "supervisor@demo", system.passwords()["supervisor@demo"])
    await page.get_by_label("Words").fill("heron")
    await page.get_by_role("button", name="Search", exact=True).click()
    found = page.get_by_role("link").filter(has_text="heron").first
    await expect(found).to_be_visible()
    await page.screenshot(path=screens / "supervisor-1-search.png")
    await found.click()
    await expect(page.get_by_text("Reading this is recorded")).to_be_visible()
    await expect(page.get_by_text("Patient Heron").first).to_be_visible()
    flagged = page.get_by_role("article").filter(has_text="see the point in going on").first
    await flagged.get_by_text("Technical details").click()
    await expect(flagged.get_by_text("risk_flagged")).to_be_visible()
    await page.screenshot(path=screens / "supervisor-2-transcript.png")
    await page.get_by_role("heading", level=1).click()
    await page.keyboard.press("4")
    await page.keyboard.type("The safety reply was clear and came at once.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    await expect(page.get_by_text("The safety reply was clear and came at once.").last).to_be_visible()
    await page.screenshot(path=screens / "supervisor-3-rated.png")
    await page.get_by_role("navigation", name="Main").get_by_text("Audit").click()
    await expect(page.get_by_text("The chain is intact")).to_be_visible()
    await expect(page.get_by_text("transcript:read").first).to_be_visible()
    await expect(page.get_by_text("review:added").first).to_be_visible()
    await page.screenshot(path=screens / "supervisor-4-audit.png")
    assert page.strangers == []  # type: ignore[attr-defined]
