"""What the walks through the site do again and again."""

import re

from tests.waiting import until


def leads(target):
    """Click what leads to another page, and wait until that page is there.

    A click alone returns before, and what a test does next would race it.
    """
    with target.page.expect_navigation():
        target.click()


def code_for(site, address):
    until(lambda: site.mails_to(address), "the code arrives by mail")
    text = site.mails_to(address)[-1].get_body(("plain",)).get_content()
    return re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", text, re.MULTILINE)[1]


def sign_up(page, site, first_name, last_name, address):
    """A new account on the running site, its address confirmed by the code of the mail."""
    page.goto(f"{site.url}compte/inscription/")
    page.get_by_label("Prénom").fill(first_name)
    page.get_by_label("Nom", exact=True).fill(last_name)
    page.get_by_label(re.compile("e-mail", re.IGNORECASE)).first.fill(address)
    leads(page.locator("main form .btn-primary").first)
    page.locator("main input[name=code]").fill(code_for(site, address))
    leads(page.locator("main form .btn-primary").first)
