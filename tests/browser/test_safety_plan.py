"""The safety plan, from a worrying message to a plan that opens without a line, and the therapist's hand in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import open_page
from tests.browser.people import hears, patient_logs_in, say, staff_logs_in
from tests.browser.test_accessibility import assert_accessible
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]

LINE_LOST = 10_000
"""Milliseconds in which a page must have noticed that the line is gone or back."""


async def invitation(system: System, name: str) -> str:
    """Have the demo therapist invite a new patient; return the code."""
    async with system.staff("therapist@demo") as therapist:
        made = await therapist.post("/api/staff/patients", {"display_name": name, "country": "GB"}, status=201)
        return str(made["invitation"]["code"])


def panel(page: Page) -> Locator:
    """The page over the page that is open."""
    return page.get_by_role("dialog").last


async def tap(place: Page | Locator, name: str) -> None:
    """Tap a button by its name."""
    await place.get_by_role("button", name=name, exact=True).last.click()


async def write_step(page: Page, text: str) -> None:
    """Write at the step that is open."""
    await panel(page).get_by_role("textbox").fill(text)


async def without_a_line(page: Page, screens: Path) -> None:
    """Cut the line: one tap, and the plan is there; it can be changed, and grounding and help work."""
    await page.context.set_offline(True)
    await page.get_by_role("button", name="My plan").first.click()
    await expect(panel(page).get_by_text("The radio, low")).to_be_visible()
    await expect(panel(page).get_by_text("No connection. This is your plan as it was last saved")).to_be_visible(timeout=LINE_LOST)
    await page.screenshot(path=screens / "plan-5-offline.png")
    await tap(panel(page), "Change: What I can do by myself")
    await write_step(page, "A warm shower\nThe radio, low\nTen slow breaths")
    await expect(panel(page).get_by_text("Your changes are kept on this device")).to_be_visible()
    await page.screenshot(path=screens / "plan-6-offline-edit.png")
    await tap(panel(page), "Ground myself")
    await panel(page).get_by_role("button", name="Slow breathing").click()
    await tap(panel(page), "Next")
    await expect(panel(page).get_by_text("Breathe in")).to_be_visible()
    await page.wait_for_timeout(3500)
    await page.screenshot(path=screens / "plan-7-grounding.png")
    await tap(panel(page), "Help now")
    await expect(panel(page).get_by_text("Samaritans")).to_be_visible()
    await tap(panel(page), "My plan")
    await expect(panel(page).get_by_text("Ten slow breaths")).to_be_visible()


async def therapist_adds_a_line(system: System, chromium: Browser, screens: Path, name: str) -> Page:
    """Let the therapist find the plan on the case's page and write in it."""
    therapist = await open_page(chromium, system.url + "/console/")
    await staff_logs_in(therapist, "therapist@demo", system.passwords()["therapist@demo"])
    await therapist.get_by_role("link", name=name).first.click()
    await expect(therapist.get_by_text("3 of 7 steps written.")).to_be_visible()
    await therapist.screenshot(path=screens / "plan-8-case.png")
    await tap(therapist, "Open the plan")
    dialog = therapist.get_by_role("dialog")
    await expect(dialog.get_by_label("What I can do by myself")).to_have_value("A warm shower\nThe radio, low\nTen slow breaths")
    await dialog.get_by_label("Professionals and services").fill("The clinic's desk, 020 7946 0001")
    await therapist.screenshot(path=screens / "plan-9-console.png")
    await tap(dialog, "Save")
    await expect(therapist.get_by_text("The plan is saved.")).to_be_visible()
    return therapist


async def test_a_plan_is_built_opens_without_a_line_and_is_seen_by_the_therapist(
    system: System, chromium: Browser, screens: Path
) -> None:
    await system.answers("/readyz")
    name = "Patient Plan"
    page = await open_page(chromium, system.url + "/demo", phone=True)
    await patient_logs_in(page, await invitation(system, name))
    await hears(page, "a computer program, not a person")
    await say(page, "I don't see the point in going on")
    await hears(page, "within")
    await expect(page.get_by_role("button", name="Ground myself")).to_be_visible()
    await page.screenshot(path=screens / "plan-1-offered.png")

    await tap(page, "Make a safety plan")
    await page.screenshot(path=screens / "plan-2-begin.png")
    await tap(panel(page), "Begin")
    await expect(panel(page).get_by_text("Step 1 of 7")).to_be_visible()
    await tap(panel(page), "+ I stop answering people")
    await page.screenshot(path=screens / "plan-3-step.png")
    await tap(panel(page), "Next")
    await write_step(page, "A warm shower\nThe radio, low")
    await tap(panel(page), "Next")
    await tap(panel(page), "Skip")
    await expect(panel(page).get_by_text("Step 4 of 7")).to_be_visible()
    await write_step(page, "My sister, 020 7946 0000")
    await tap(panel(page), "See my plan")
    await expect(panel(page).get_by_text("Saved. Your therapist can see it.")).to_be_visible()
    await expect(panel(page).get_by_role("link", name="020 7946 0000")).to_have_attribute("href", "tel:02079460000")
    await page.screenshot(path=screens / "plan-4-whole.png")
    await tap(panel(page), "Back to the chat")

    await without_a_line(page, screens)
    await page.context.set_offline(False)
    await expect(panel(page).get_by_text("Saved. Your therapist can see it.")).to_be_visible(timeout=2 * LINE_LOST)

    therapist = await therapist_adds_a_line(system, chromium, screens, name)
    await tap(panel(page), "Back to the chat")
    await page.get_by_role("button", name="My plan").first.click()
    await expect(panel(page).get_by_text("The clinic's desk")).to_be_visible()
    await expect(panel(page).get_by_text("Last changed by Demo therapist")).to_be_visible()
    assert page.strangers == therapist.strangers == []  # type: ignore[attr-defined]
    assert "shower" not in system.logs()


async def test_two_texts_are_both_kept_until_one_is_chosen(system: System, chromium: Browser, screens: Path) -> None:
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo", phone=True, dark=True)
    await patient_logs_in(page, await invitation(system, "Patient Both"))
    await page.get_by_role("button", name="My plan").first.click()
    await tap(panel(page), "Begin")
    await write_step(page, "mine, before")
    await expect(panel(page).get_by_text("Saved.")).to_be_visible()
    await assert_accessible(page)
    await page.context.set_offline(True)
    await write_step(page, "mine, from the train")
    async with system.staff("therapist@demo") as therapist:
        patients = (await therapist.get("/api/staff/patients"))["patients"]
        own = next(one["id"] for one in patients if one["display_name"] == "Patient Both")
        path = f"/api/staff/patients/{own}/plan"
        await therapist.post(path, {"base_version": 1, "parts": {"warning_signs": "theirs, from the clinic"}})
        await page.context.set_offline(False)
        await expect(panel(page).get_by_text("changed this step while you did")).to_be_visible(timeout=2 * LINE_LOST)
        await expect(panel(page).get_by_text("theirs, from the clinic")).to_be_visible()
        await expect(panel(page).get_by_role("textbox")).to_have_value("mine, from the train")
        await page.screenshot(path=screens / "plan-10-both-dark.png")
        await assert_accessible(page)
        await tap(panel(page), "Keep both")
        await expect(panel(page).get_by_text("Saved.")).to_be_visible()
        plan = (await therapist.get(path))["plan"]
    assert plan["parts"]["warning_signs"]["text"] == "theirs, from the clinic\nmine, from the train"


async def test_by_keyboard_before_the_login_and_on_a_desktop(system: System, chromium: Browser, screens: Path) -> None:
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo")
    await page.get_by_role("button", name="My plan").first.focus()
    await page.keyboard.press("Enter")
    await expect(panel(page).get_by_text("Log in to see your safety plan")).to_be_visible()
    await assert_accessible(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="My plan").first).to_be_focused()
    await patient_logs_in(page, await invitation(system, "Patient Keys"))
    await page.get_by_role("button", name="My plan").first.focus()
    await page.keyboard.press("Enter")
    await panel(page).get_by_role("button", name="Begin", exact=True).press("Enter")
    await panel(page).get_by_role("textbox").focus()
    await page.keyboard.type("I go quiet")
    await panel(page).get_by_role("button", name="See my plan").press("Enter")
    await expect(panel(page).get_by_text("I go quiet")).to_be_visible()
    await page.screenshot(path=screens / "plan-11-desktop.png")
    await assert_accessible(page)
    await panel(page).get_by_role("button", name="Ground myself").press("Enter")
    await assert_accessible(page)
    await page.keyboard.press("Escape")
    await say(page, "show me my safety plan")
    await hears(page, "opens with one tap")
    await page.get_by_role("button", name="Open my safety plan").press("Enter")
    await expect(panel(page).get_by_text("I go quiet")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name=re.compile("About this chat")).click()
    await tap(panel(page), "Log out")
    await expect(page.get_by_label("Your invitation code")).to_be_visible()
    assert "I go quiet" not in str(await page.evaluate("JSON.stringify(localStorage)"))
    await page.get_by_role("button", name="My plan").first.click()
    await expect(panel(page).get_by_text("Log in to see your safety plan")).to_be_visible()
