"""What a patient has before their eyes, on a phone: where an answer begins, who is there, and what a lost line means."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import open_page
from tests.browser.people import hears, log, patient_logs_in, say
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]

SMALL = {"width": 360, "height": 640}


async def invited(system: System, chromium: Browser, name: str) -> Page:
    """A new patient of the demo therapist, in the chat on a small phone."""
    async with system.staff("therapist@demo") as therapist:
        made = await therapist.post("/api/staff/patients", {"display_name": name, "country": "GB"}, status=201)
    page = await open_page(chromium, system.url + "/demo", phone=True)
    await page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    await patient_logs_in(page, made["invitation"]["code"])
    await hears(page, "a computer program, not a person")
    return page


async def reading(page: Page, text: str) -> tuple[float, float]:
    """How far below the top of what is in view the bubble with ``text`` begins and ends, in parts of the view."""
    bubble, view = await box(log(page).locator(".bubble").filter(has_text=text).last), await box(page.locator(".scroll"))
    return (bubble["y"] - view["y"]) / view["height"], (bubble["y"] + bubble["height"] - view["y"]) / view["height"]


async def box(locator: Locator) -> dict[str, float]:
    found = await locator.bounding_box()
    assert found is not None
    return dict(found)  # type: ignore[arg-type]


async def test_an_answer_in_the_middle_of_a_check_in_is_read_from_its_beginning(system: System, chromium: Browser) -> None:
    await system.answers("/readyz")
    page = await invited(system, chromium, "Patient Reader")
    await page.get_by_role("button", name="Start a check-in").click()
    await hears(page, "How strong is your pain")
    await say(page, "does stress make pain worse?")
    await hears(page, "Back to your check-in")
    await expect(page.get_by_role("slider")).to_be_attached()
    begins, _ = await reading(page, "Stress puts the body on guard")
    assert 0 <= begins < 0.5  # it was above the view: the question that follows, with its slider, had pushed it out

    await page.get_by_role("button", name="More below").click()
    send = page.get_by_role("button", name="Choose a number first")
    await expect(send).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("button", name="More below")).to_have_count(0)
    await page.get_by_role("button", name="One more").click()
    await page.get_by_role("button", name=re.compile(r"Send \d")).click()
    await hears(page, "how is your mood")
    assert 0 <= (await reading(page, "how is your mood"))[0] < 1


async def test_the_top_says_that_a_person_was_asked_while_the_assistant_goes_on(system: System, chromium: Browser) -> None:
    await system.answers("/readyz")
    page = await invited(system, chromium, "Patient Asker")
    top = page.locator(".presence")
    await expect(top).to_contain_text("With the assistant, a program")
    await say(page, "I don't see the point in going on")
    await expect(top).to_contain_text(re.compile(r"With the assistant, a program\. A person was asked to read this chat by \d"))
    await page.reload()
    await expect(top).to_contain_text("A person was asked to read this chat by")
    async with system.staff("therapist@demo") as therapist:
        cases = (await therapist.get("/api/staff/cases"))["cases"]
        case = next(one for one in cases if one["patient"]["display_name"] == "Patient Asker")
        await therapist.post(f"/api/staff/cases/{case['id']}/claim", {"version": case["version"]})
        await expect(top).to_contain_text("A person from the team is looking into this")
        await therapist.post(f"/api/staff/cases/{case['id']}/resolve", {"outcome": "false_alarm", "note": ""})
    await expect(top).not_to_contain_text("person")


async def test_without_a_line_nobody_is_said_to_be_there(system: System, chromium: Browser) -> None:
    await system.answers("/readyz")
    page = await invited(system, chromium, "Patient Offline")
    await page.context.set_offline(True)
    await say(page, "is anybody there")
    lost = page.locator(".line-lost")
    await expect(lost).to_contain_text("Nobody can see your message until it is back.")
    await expect(lost).to_contain_text("call 999")
    await expect(page.locator(".presence")).to_have_text(re.compile("No connection"))
    await page.context.set_offline(False)
    await expect(lost).to_have_text("Connected again.")
