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


def _css(fonts: Path) -> str:
    return "".join(
        RULE.format(family=family, weights=weights, file=file)
        for file, (family, _, weights) in FACES.items()
        if (fonts / file).exists()
    )


def _fetch(folder: Path, logs: Path, wait: Callable[[], None]) -> None:
    """Let npm fetch the packages of our lock file into `folder`; a failure leaves no fonts."""
    npm = shutil.which("npm")
    if npm is None:
        return
    work = folder / "npm"
    work.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / name, work / name)
    argv = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    child = Child("npm", argv, log=logs / "npm.log", cwd=work, grace=2)
    try:
        child.wait_done(NPM_TIMEOUT, wait)
    except StartError:
        return
    finally:
        child.stop()
    for file, (_, package, _) in FACES.items():
        files = work / "node_modules" / "@fontsource-variable" / package / "files"
        shutil.copyfile(files / f"{package}-latin-wght-normal.woff2", folder / "fonts" / file)


def install(folder: Path, logs: Path, wait: Callable[[], None]) -> str:
    """Put the fonts and their style sheet in `folder`/fonts. Returns what to say.

    `wait` is called while npm works; it may raise to stop it.
    """
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    if not all((fonts / file).exists() for file in FACES):
        _fetch(folder, logs, wait)
    css = _css(fonts)
    sheet = fonts / "fonts.css"
    if not sheet.exists() or sheet.read_text() != css:
        sheet.write_text(css)
    if css.count("@font-face") == len(FACES):
        return "polices Figtree et Bricolage Grotesque"
    return "polices : celles du système (npm manque, ou son registre ne répond pas)"
