"""The two typefaces, from the npm packages of fontsource, at start. They are never committed.

`fonts.css` and what it names lie in one folder that always exists, so that static files can be
collected without npm: the site then shows in the machine's own fonts, and says so at start.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tools.children import Child, StartError
from tools.state import ROOT

NPM_TIMEOUT = 25  # seconds; without a network npm gives up sooner
FACES = {
    "figtree.woff2": ("Figtree", "figtree", "300 900"),
    "bricolage.woff2": ("Bricolage Grotesque", "bricolage-grotesque", "200 800"),
}
RULE = """@font-face {{
  font-family: "{family}";
  font-weight: {weights};
  font-display: swap;
  src: url("{file}") format("woff2");
}}
"""


def _css(folder: Path) -> str:
    return "".join(
        RULE.format(family=family, weights=weights, file=file)
        for file, (family, _, weights) in FACES.items()
        if (folder / "fonts" / file).exists()
    )


def fetch(folder: Path, logs: Path) -> Child | None:
    """Start npm in `folder`, unless the fonts are there or npm is not."""
    (folder / "fonts").mkdir(exist_ok=True)
    npm = shutil.which("npm")
    if npm is None or all((folder / "fonts" / file).exists() for file in FACES):
        return None
    work = folder / "npm"
    work.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / name, work / name)
    argv = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    return Child("npm", argv, log=logs / "npm.log", cwd=work, grace=2)


def install(npm: Child | None, folder: Path, wait: Callable[[], None]) -> str:
    """Put the fonts and their style sheet where static files are collected. Returns what to say."""
    fonts = folder / "fonts"
    if npm:
        try:
            npm.wait_done(NPM_TIMEOUT, wait)
        except StartError:
            npm.stop()
        modules = folder / "npm" / "node_modules" / "@fontsource-variable"
        for file, (_, package, _) in FACES.items():
            source = modules / package / "files" / f"{package}-latin-wght-normal.woff2"
            if source.exists():
                shutil.copyfile(source, fonts / file)
    css = _css(folder)
    sheet = fonts / "fonts.css"
    if not sheet.exists() or sheet.read_text() != css:
        sheet.write_text(css)
    if css.count("@font-face") == len(FACES):
        return "polices Figtree et Bricolage Grotesque"
    return "polices : celles du système (npm manque, ou son registre ne répond pas)"
