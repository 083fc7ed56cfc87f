"""What became of a message, and a draft that is asked about, in real browsers with everything real behind them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import open_page
from tests.browser.people import hears, log, patient_logs_in, say, staff_logs_in
from tests.browser.test_paths import invitation
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]


async def test_saved_asked_read_and_a_draft_that_is_asked_about(system: System, chromium: Browser, screens: Path) -> None:
    await system.answers("/readyz")
    patient = await open_page(chromium, system.url + "/demo", phone=True)
    await patient_logs_in(patient, await invitation(system, "Patient States"))
    await hears(patient, "a computer program, not a person")
    await say(patient, "I don't see the point in going on")
    await hears(patient, "within")
    own = log(patient).locator(".group.patient .meta")
    await expect(own.last).to_contain_text(re.compile("Saved. A person is asked to read it by"))
    await patient.screenshot(path=screens / "states-1-asked.png")
    therapist = await open_page(chromium, system.url + "/console/")
    await staff_logs_in(therapist, "therapist@demo", system.passwords()["therapist@demo"])
    card = therapist.get_by_role("listitem").filter(has_text="Patient States")
    await expect(card).to_be_visible()
    await expect(own.last).to_contain_text("Saved")
    await card.get_by_role("button", name="Claim").click()
    await therapist.get_by_role("link", name="Patient States").click()
    await expect(own.last).to_contain_text(re.compile(r"Read by a therapist at \d"))
    await patient.screenshot(path=screens / "states-2-read.png")
    await therapist.get_by_role("button", name="Take over").first.click()
    await hears(patient, "has joined the chat")
    field = therapist.get_by_label(re.compile("Your reply to"))
    draft = "This stays between us. Call me on 07700 900123."
    await field.fill(draft)
    await therapist.get_by_role("button", name="Send", exact=True).click()
    asked = therapist.get_by_role("alertdialog")
    await expect(asked).to_contain_text("A phone number")
    await therapist.screenshot(path=screens / "states-3-confirm.png")
    await therapist.emulate_media(color_scheme="dark")
    await therapist.screenshot(path=screens / "states-3-confirm-dark.png")
    await asked.get_by_role("button", name="Change it").click()
    await expect(field).to_have_value(draft)
    await therapist.get_by_role("button", name="Send", exact=True).click()
    await asked.get_by_role("button", name="Send anyway").click()
    await hears(patient, draft)
    assert (await log(patient).inner_text()).count(draft) == 1
    await patient.emulate_media(color_scheme="dark")
    await say(patient, "thank you")
    await expect(own.last).to_contain_text("Read by a therapist")
    await patient.screenshot(path=screens / "states-4-dark.png")
    assert patient.strangers == therapist.strangers == []  # type: ignore[attr-defined]
