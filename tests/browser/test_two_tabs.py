"""The chat and the console in two tabs of one browser, as somebody who tries the demo opens them."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import open_page
from tests.browser.people import patient_logs_in, say, staff_logs_in
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]


async def test_logging_in_and_out_in_one_tab_leaves_the_other(system: System, chromium: Browser) -> None:
    await system.answers("/readyz")
    chat = await open_page(chromium, system.url + "/demo")
    await patient_logs_in(chat, "DEMO-PATIENT-2")
    console = await chat.context.new_page()
    await console.goto(system.url + "/console/")
    await staff_logs_in(console, "therapist@demo", system.passwords()["therapist@demo"])

    await say(chat, "written beside the console")
    for page in (chat, console):
        await page.reload()
    await expect(console.get_by_role("navigation", name="Main")).to_be_visible()
    await say(chat, "written after both were loaded again")

    await chat.get_by_role("button", name="About this chat").click()
    await chat.get_by_role("button", name="Log out").click()
    await expect(chat.get_by_label("Your invitation code")).to_be_visible()
    await console.get_by_role("link", name="Patients").click()
    await expect(console.get_by_text("Demo patient 2").first).to_be_visible()

    await patient_logs_in(chat, "DEMO-PATIENT-2")
    await console.get_by_role("button", name="Account").click()
    await console.get_by_role("menuitem", name="Log out").click()
    await expect(console.get_by_label("Password", exact=True)).to_be_visible()
    await say(chat, "written after the console was left")
