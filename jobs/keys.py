from meilleursjobs.lib.text import fold

# Apostrophes and hyphens come in several shapes, and people leave them out.
SIGNS = str.maketrans(dict.fromkeys("'’`´-‐‑–—.,&/()\"«»", " "))


def name_key(name: str) -> str:
    """A company's name as the search compares it: folded, signs as spaces, at most 200 characters.

    « L’Œuvre d'Art-Déco » → « l oeuvre d art deco ».
    """
    return fold(fold(name).translate(SIGNS))[:200]
