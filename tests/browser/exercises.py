"""What people do with exercises in a browser, for the tests."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Browser, Page, expect

from bot.programme.exercise_schema import Sheet
from tests.browser.conftest import open_page
from tests.browser.people import hears, patient_logs_in
from tests.browser.test_safety_plan import invitation, panel, tap
from tests.system import System

expect.set_options(timeout=15_000)  # nine sheets in a row, on a busy machine


async def a_patient(system: System, chromium: Browser, name: str, *, dark: bool = False, phone: bool = True) -> Page:
    """Log a new patient in, and wait until the assistant has said hello."""
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo", phone=phone, dark=dark)
    await patient_logs_in(page, await invitation(system, name))
    await hears(page, "a computer program, not a person")
    return page


async def patient_id(system: System, name: str) -> str:
    """Return the id of one of the demo therapist's patients."""
    async with system.staff("therapist@demo") as therapist:
        patients = (await therapist.get("/api/staff/patients"))["patients"]
    return next(str(one["id"]) for one in patients if one["display_name"] == name)


async def open_list(page: Page) -> None:
    """Open the list of exercises from the menu."""
    await page.get_by_role("button", name=re.compile("About this chat")).click()
    await tap(panel(page), "Exercises")
    await expect(panel(page).get_by_role("button", name=re.compile("Calm breathing"))).to_be_visible()


async def choose(page: Page, title: str) -> None:
    """Choose an exercise of the list."""
    await panel(page).get_by_role("button", name=re.compile(f"^{re.escape(title)}")).click()
    await expect(panel(page).get_by_role("heading", name=title)).to_be_visible()


async def open_exercise(page: Page, title: str) -> None:
    """Open an exercise from the menu."""
    await open_list(page)
    await choose(page, title)


async def fill(page: Page, sheet: Sheet, **values: Any) -> None:
    """Fill in a sheet as people do; what is not given is chosen for them."""
    form = panel(page).locator("form")
    for field in sheet.fields:
        value = values.get(field.name)
        place = form.locator(f"#f-{field.name}")
        match field.kind:
            case "text" | "long":
                await place.fill(value or field.example or "a few words")
            case "scale":
                await place.get_by_role("radio", name=str(5 if value is None else value), exact=True).check()
            case "choice" | "area":
                await place.get_by_role("radio").nth(value or 0).check()
            case "choices":
                await place.get_by_role("checkbox").first.check()
            case "minutes" | "count":
                await place.fill(str(field.low + 4 if value is None else value))
            case "time":
                await place.fill(value or field.example)
            case "day":
                await expect(place).to_have_value(re.compile(r"^\d{4}-\d\d-\d\d$"))
            case "list":
                await place.get_by_role("textbox").first.fill(field.example)
                await tap(place, "+ One more line")
                await place.get_by_role("textbox").last.fill("and one more")
