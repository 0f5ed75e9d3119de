"""The season's site, made at the press of a button and looked through in another tab."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from brochure.build import Desk
from tests.builders.chromium import Hands, enter, faults_in
from tests.builders.publication import make_plain_publication, make_program
from tests.builders.studio_server import Browser, running


@pytest.mark.long
def test_the_site_is_made_and_looked_through_and_nothing_else_is_shown(
    browser: Chromium, shared: Desk, tmp_path: Path
) -> None:
    make_plain_publication(tmp_path, {"programs/primary-care.yaml": make_program(promise="Close to home")})
    with running(tmp_path, 18630, shared) as server, browser.new_context() as context:
        page = context.new_page()
        Hands(enter(page, server, "#/build")).to("Make the site").press("Enter")
        link = page.get_by_role("link", name="Look at the site")
        expect(link).to_be_visible(timeout=60_000)
        assert faults_in(page) == []
        with page.expect_popup() as opened:
            link.press("Enter")
        site = opened.value
        refused = list[str]()
        site.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
        site.on("response", lambda one: refused.append(one.url) if one.status >= 400 else None)
        site.get_by_role("link", name="Primary Care").first.click()
        expect(site.get_by_role("heading", level=1)).to_have_text("Primary Care")
        expect(site.get_by_text("Close to home").first).to_be_visible()
        site.wait_for_load_state()
        assert site.evaluate("() => getComputedStyle(document.body).margin") == "0px", "it is dressed"
        assert refused == []
        address = link.get_attribute("href") or ""

        with Browser(server) as own:
            assert own.said("/api/output")["site"] == address
            shown = own.get(address)
            assert shown.status_code == 200 and "script-src" not in shown.headers["content-security-policy"]
            assert "default-src 'none'" in shown.headers["content-security-policy"]
            season = address.rpartition("/")[0]
            for path in ("/%2e%2e/manifest.json", "/..%2fmanifest.json", "/none.html", "/"):
                assert own.get(season + path).status_code == 404, path
            assert own.get("/site/%2e%2e/index.html").status_code == 404
        assert httpx.get(f"http://127.0.0.1:{server.port}{address}").status_code in (401, 403)
