"""The typefaces come from npm when it can be had, and the site starts without them."""

import os

import pytest

from tools import fonts


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install the fonts with this `npm` script on the PATH (None: no npm at all)."""

    def install(script):
        (tmp_path / "bin").mkdir()
        if script:
            npm = tmp_path / "bin" / "npm"
            npm.write_text(f"#!/bin/sh\nset -eu\n{script}\n")
            npm.chmod(0o755)
        system = "/usr/bin:/bin" if script else ""
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{system}")
        return fonts.install(tmp_path, tmp_path, lambda: None)

    return install


def npm_ci() -> str:
    """What `npm ci` leaves behind, without a network."""
    lines = ["test -f package-lock.json"]
    for _, package, _ in fonts.FACES.values():
        folder = f"node_modules/@fontsource-variable/{package}/files"
        lines.append(f"mkdir -p {folder}")
        lines.append(f"echo font > {folder}/{package}-latin-wght-normal.woff2")
    return "\n".join(lines)


def test_the_fonts_are_copied_and_declared(install, tmp_path):
    assert install(npm_ci()) == "polices Figtree et Bricolage Grotesque"
    css = (tmp_path / "fonts" / "fonts.css").read_text()
    for file, (family, _, _) in fonts.FACES.items():
        assert f'url("{file}")' in css
        assert f'"{family}"' in css
        assert (tmp_path / "fonts" / file).exists()


@pytest.mark.parametrize("script", [None, "echo unreachable >&2; exit 1", "true; exit 3"])
def test_without_npm_or_its_registry_an_empty_style_sheet_is_there(install, tmp_path, script):
    assert "celles du système" in install(script)
    assert (tmp_path / "fonts" / "fonts.css").read_text() == ""


def test_fonts_that_are_there_are_not_fetched_again(install, tmp_path, monkeypatch):
    install(npm_ci())
    before = (tmp_path / "fonts" / "fonts.css").stat().st_mtime_ns
    monkeypatch.setattr(fonts, "_fetch", lambda *args: pytest.fail("fetched again"))
    assert "Figtree" in fonts.install(tmp_path, tmp_path, lambda: None)
    assert (tmp_path / "fonts" / "fonts.css").stat().st_mtime_ns == before
