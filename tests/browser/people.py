"""What each kind of person does in a browser, in their own words, for the tests."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


async def patient_logs_in(page: Page, code: str) -> None:
    """Enter an invitation code."""
    await page.get_by_label("Your invitation code").fill(code)
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_label("Your message")).to_be_visible()


async def say(page: Page, text: str) -> None:
    """Write a message as the patient, and see it saved."""
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(log(page).get_by_text(text, exact=True).last).to_be_visible()


def log(page: Page) -> Locator:
    """The patient's messages."""
    return page.get_by_role("log")


async def hears(page: Page, text: str) -> None:
    """The patient reads ``text``."""
    await expect(log(page).get_by_text(text).last).to_be_visible()


async def changes_under_the_summary(page: Page, what: str, to: str) -> None:
    """Change an answer of the check-in just finished, by its buttons, and say that it is right then."""
    await hears(page, "I've saved")
    await page.get_by_role("button", name="Change something").click()
    await page.get_by_role("button", name=what, exact=True).click()
    await page.get_by_role("button", name=to, exact=True).click()
    await hears(page, "For today I now have")
    await page.get_by_role("button", name="That's right").click()


async def staff_logs_in(page: Page, login: str, password: str) -> None:
    """Log in to the console."""
    await page.get_by_label("Login", exact=True).fill(login)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("navigation", name="Main")).to_be_visible()
