"""Is this text in French? Small words tell, and an ad holds many.

Their own words are left to each language: « on », « me », « plus » or « sur » belong to several.
Names of tools and jobs in English inside a French sentence do not change its small words.
"""

import re

WORD = re.compile(r"[a-z']{1,30}")
SHARED = frozenset("un la en de a le se son que plus on il elle no me pas l d sur par il".split())
FRENCH = frozenset(
    "les des du une et au aux pour dans avec vous votre vos nous notre nos est sont qui ce cette "
    "ces ou sera serez etes avez ainsi chez sans tous toutes leur leurs sa ses ne mais donc entre "
    "vers lors afin selon dont".split()
)
OTHERS = (
    frozenset(
        # English
        "the and of to you your we our with for are is will be as an this that from who at or have "
        "has can their they by into it its must should looking join about what how "
        # German
        "der die das und ist sie wir mit fur ein eine einen von zu im auf ihre unser unsere werden "
        "sind bei oder haben als dem den nicht "
        # Spanish and Italian
        "el los las y con por para una del que su nuestro nuestra buscamos somos eres tu "
        "il lo gli di che per con della nella nel siamo cerchiamo sono "
        # Portuguese and Dutch
        "o os um uma com nao voce nossa het een van en voor wij zijn je ons onze naar".split()
    )
    - FRENCH
    - SHARED
)
FEWEST = 4  # small words of another language before it is said


def foreign(sentence: str) -> bool:
    """Whether a folded sentence is written in another language than French."""
    words = [part for word in WORD.findall(sentence) for part in word.split("'")]
    french = sum(word in FRENCH for word in words)
    others = sum(word in OTHERS for word in words)
    return others >= FEWEST and others > 2 * french
