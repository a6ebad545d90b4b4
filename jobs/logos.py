"""Logos: whatever comes in, what is kept is a small picture that we drew ourselves."""

import io
import warnings

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from meilleursjobs.lib.errors import UserFacingError

HEAVIEST = 2_000_000  # bytes
LARGEST = 20_000_000  # pixels: beyond, a few kilobytes could unfold into gigabytes
SIDE = 400  # pixels, of the square it must fit
FORMATS = ("PNG", "JPEG", "WEBP")


class BadLogo(UserFacingError):
    """The file is no picture we can take; `message` says what to do."""

    field = "logo"


def reencode(upload: UploadedFile) -> ContentFile:
    """A WebP of at most SIDE × SIDE pixels, without metadata, upright. Raises BadLogo.

    Decoding and encoding again leaves behind whatever hid in the file: place, comments, scripts.
    """
    if upload.size > HEAVIEST:
        raise BadLogo(_("Ce fichier dépasse 2 Mo. Enregistrez le logo en plus petit."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as image:
                pixels = image.width * image.height
                upright = _upright(image) if pixels <= LARGEST else None
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as error:
        raise BadLogo(_("Ce fichier n’est pas une image PNG, JPEG ou WebP lisible.")) from error
    if upright is None:
        raise BadLogo(_("Cette image compte trop de pixels. Réduisez-la."))
    upright.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=88, exact=False)
    return ContentFile(out.getvalue(), name="logo.webp")


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image).convert("RGBA")
