"""Every page without a violation that axe finds, light and dark, and by keyboard alone."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.people import hears, log, patient_logs_in, staff_logs_in
from tests.system import System

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]


async def assert_accessible(page: Page) -> None:
    """Fail with axe's own words."""
    await page.wait_for_timeout(400)  # colours that fade in are measured when they are there
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("dark", [False, True])
async def test_the_widget(system: System, chromium: Browser, dark: bool) -> None:
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo", phone=True, dark=dark)
    await assert_accessible(page)
    await patient_logs_in(page, "DEMO-PATIENT-2")
    await hears(page, "a computer program, not a person")
    await assert_accessible(page)
    await page.get_by_role("button", name="Help now").click()
    await assert_accessible(page)


ROOM = """() => {
  const root = document.querySelector("handrail-chat").shadowRoot;
  const shown = [...root.querySelectorAll("dialog[open] button, header > *")].filter((one) => one.getClientRects().length);
  const boxes = shown.map((one) => ({ one, box: one.getBoundingClientRect(), words: document.createRange() }));
  const wrong = [];
  for (const { one, box, words } of boxes) {
    words.selectNodeContents(one);
    const inside = words.getBoundingClientRect();
    const within = inside.left >= box.left + 2 && inside.right <= box.right - 2;
    if (inside.width && !within && one.tagName === "BUTTON") wrong.push("cut: " + one.textContent);
    if (one.tagName === "H2" && inside.width > box.width) wrong.push("cut: " + one.textContent);
    if (box.width && (box.left < 0 || box.right > innerWidth)) wrong.push("off: " + one.textContent);
    for (const other of boxes) {
      if (other.one === one || other.one.parentNode !== one.parentNode) continue;
      const apart = box.left >= other.box.right - 1 || other.box.left >= box.right - 1;
      if (!apart && box.top < other.box.bottom - 1 && other.box.top < box.bottom - 1)
        wrong.push("over each other: " + one.textContent + ", " + other.one.textContent);
    }
  }
  return wrong;
}"""
"""What of buttons and the name at the top is cut off, off the screen, or over something else."""


async def test_nothing_is_cut_on_small_screens(system: System, chromium: Browser) -> None:
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo", phone=True)
    await patient_logs_in(page, "DEMO-PATIENT-2")
    for width in (320, 360, 390, 412, 480):
        await page.set_viewport_size({"width": width, "height": 640})
        assert await page.evaluate(ROOM) == [], width
        for opens in ("About this chat and your login", "My plan", "Help now"):
            await page.get_by_role("button", name=opens).first.click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            assert await page.evaluate(ROOM) == [], (width, opens)
            await page.get_by_role("dialog").get_by_role("button", name="Back to the chat").first.click()


@pytest.mark.parametrize(
    "login,pages", [("therapist@demo", ["", "patients"]), ("supervisor@demo", ["", "audit"]), ("admin@demo", ["", "caseloads"])]
)
@pytest.mark.parametrize("dark", [False, True])
async def test_the_console(system: System, chromium: Browser, login: str, pages: list[str], dark: bool) -> None:
    await system.answers("/healthz")
    page = await open_page(chromium, system.url + "/console/", dark=dark)
    await assert_accessible(page)
    await staff_logs_in(page, login, system.passwords()[login])
    for path in pages:
        await page.goto(f"{system.url}/console/{path}")
        await expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        await assert_accessible(page)


async def test_a_patient_needs_no_mouse(system: System, chromium: Browser) -> None:
    await system.answers("/readyz")
    page = await open_page(chromium, system.url + "/demo", phone=True)
    await page.get_by_label("Your invitation code").focus()
    await page.keyboard.type("DEMO-PATIENT-2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your message")).to_be_visible()
    await page.get_by_label("Your message").focus()
    await page.keyboard.type("can we do the check-in by keyboard")
    await page.keyboard.press("Enter")
    await expect(log(page).get_by_text("by keyboard").last).to_be_visible()


async def test_the_widget_is_no_larger_than_thirty_kilobytes(system: System) -> None:
    script = (system.instance.root / "web" / "widget" / "dist" / "handrail.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 30 * 1024
