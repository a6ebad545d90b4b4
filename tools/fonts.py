"""The two typefaces, from the npm packages of fontsource, at start. They are never committed.

`fonts.css` and what it names lie in one folder that always exists, so that static files can be
collected without npm: the site then shows in the machine's own fonts, and says so at start.
"""

from __future__ import annotations

import shutil
import sys
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


def _write_css(fonts: Path) -> int:
    """Declare the fonts that are there. Returns how many."""
    rules = [
        RULE.format(family=family, weights=weights, file=file)
        for file, (family, _, weights) in FACES.items()
        if (fonts / file).exists()
    ]
    sheet, css = fonts / "fonts.css", "".join(rules)
    if not sheet.exists() or sheet.read_text() != css:  # a rewrite would ask for collectstatic
        sheet.write_text(css)
    return len(rules)


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
    _copy(work / "node_modules", folder / "fonts")


def _copy(modules: Path, fonts: Path) -> None:
    for file, (_, package, _) in FACES.items():
        files = modules / "@fontsource-variable" / package / "files"
        shutil.copyfile(files / f"{package}-latin-wght-normal.woff2", fonts / file)


def install(folder: Path, logs: Path, wait: Callable[[], None]) -> str:
    """Put the fonts and their style sheet in `folder`/fonts. Returns what to say.

    `wait` is called while npm works; it may raise to stop it.
    """
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    if not all((fonts / file).exists() for file in FACES):
        _fetch(folder, logs, wait)
    if _write_css(fonts) == len(FACES):
        return "polices Figtree et Bricolage Grotesque"
    return "polices : celles du système (npm manque, ou son registre ne répond pas)"


if __name__ == "__main__":  # NODE_MODULES FOLDER: for an image, where npm has already run
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    _copy(Path(sys.argv[1]), target)
    _write_css(target)
