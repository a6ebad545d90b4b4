"""Judge an uploaded file, and give back a PDF that is safe to send on. No Django, no secrets.

Runs as a process of its own (`python -m accounts.resume_check`): the file comes on standard input,
a line of JSON and then the PDF leave on standard output. The process bounds its own memory and
time before it reads a byte, so a hostile file costs a refusal and not the web server.

The PDF is always written anew from what was checked: old revisions, data glued before or after it,
encryption by an owner's password and automatic actions do not survive.
"""

import io
import json
import resource
import sys
import time
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from accounts.resume_limits import MAX_PAGES, MAX_RECEIVED, MAX_STORED

MAX_UNPACKED = 400_000_000  # bytes, all streams together
MAX_PIXELS = 60_000_000  # an A3 page scanned at 400 dpi holds 31 million
MIN_PHOTO_SIDE = 800  # pixels, longer side: below, a page of text cannot be read
MEMORY = 1_000_000_000  # bytes of address space
CPU_SECONDS = 25
A4_INCHES = (8.27, 11.69)
PHOTO_SIDES = (1654, 2339)  # A4 at 200 dpi
LADDER = ((2000, 80), (1500, 72), (1100, 62), (850, 50))  # longer side in pixels, JPEG quality
WORTH_SHRINKING = 20_000  # bytes

SCRIPT_KEYS = {"/JS", "/JavaScript"}
FILE_KEYS = {"/EmbeddedFiles", "/EF", "/Collection"}
ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/GoToE": "attachment",
    "/GoToR": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
}
KINDS = {
    "/FileAttachment": "attachment",
    "/EmbeddedFile": "attachment",
    "/RichMedia": "media",
    "/Screen": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/3D": "media",
}
LINKS = ("http:", "https:", "mailto:", "tel:", "www.")
UNPACKERS = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}


class Refused(Exception):
    """The file is not accepted; the argument is a reason of `resumes.SENTENCES`."""


# --- What kind of file is this? ----------------------------------------------------------------
def kind_of(data: bytes) -> str:
    """ "pdf", "photo", or the reason of the refusal, from the first bytes (never from the name)."""
    if not data:
        return "empty"
    starts = {
        b"PK\x03\x04": "zip",
        b"PK\x05\x06": "zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "word",
        b"{\\rtf": "word",
        b"\xff\xd8\xff": "photo",
        b"\x89PNG\r\n\x1a\n": "photo",
        b"GIF8": "image",
        b"BM": "image",
        b"II*\x00": "image",
        b"MM\x00*": "image",
        b"RIFF": "image",
        b"<": "unknown",
        b"MZ": "unknown",
        b"\x7fELF": "unknown",
    }
    kind = next((kind for start, kind in starts.items() if data.startswith(start)), "")
    if data[4:8] == b"ftyp":
        kind = "heic"
    if not kind:
        kind = "pdf" if b"%PDF-" in data[:1024] else "unknown"
    return _kind_of_zip(data) if kind == "zip" else kind


def _kind_of_zip(data: bytes) -> str:
    """Word, OpenDocument and Pages are archives: their list of names tells them, unopened."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return "archive"
    if any(name.startswith("word/") for name in names):
        return "word"
    if any(name.endswith(".iwa") for name in names):
        return "apple"
    return "odt" if "content.xml" in names else "archive"


# --- A photo becomes a page --------------------------------------------------------------------
def page_of_photo(data: bytes) -> bytes:
    """One A4 page of a JPEG or PNG, upright, without its metadata (place, device, date)."""
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if max(image.size) < MIN_PHOTO_SIDE:
            raise Refused("photo_small")
        image = ImageOps.exif_transpose(image)
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("bomb") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused("photo_broken") from error
    page = Image.new("RGB", image.size, "white")  # a fresh image: nothing but pixels comes along
    alpha = image.convert("RGBA") if image.mode in ("LA", "PA", "P", "RGBA") else None
    page.paste(image.convert("RGB"), mask=alpha.getchannel("A") if alpha else None)
    wide = page.width > page.height
    page.thumbnail(PHOTO_SIDES[::-1] if wide else PHOTO_SIDES)
    inches = A4_INCHES[::-1] if wide else A4_INCHES
    out = io.BytesIO()
    page.save(
        out,
        "PDF",
        quality=85,
        resolution=max(page.width / inches[0], page.height / inches[1]),
        creationDate=time.gmtime(0),  # same photo, same bytes
        modDate=time.gmtime(0),
    )
    return out.getvalue()


# --- What hides in a PDF -----------------------------------------------------------------------
def read(data: bytes) -> PdfWriter:
    """Parse, count the pages, open what needs no password; a copy without the rest of the file."""
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]:
        raise Refused("truncated")
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("password")
    pages = len(reader.pages)
    if not pages:
        raise Refused("unreadable")
    if pages > MAX_PAGES:
        raise Refused("pages")
    return PdfWriter(clone_from=reader)


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the copy, those inside others included."""
    waiting: list[Any] = [one for one in writer._objects if one is not None]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _value(holder: DictionaryObject, key: str) -> Any:
    """What stands behind a key, followed to its object: a name may be written elsewhere."""
    value = holder.get(key)
    return value.get_object() if value is not None else None


def judge(found: DictionaryObject) -> None:
    """Refuse what acts by itself, hides another file or plays something. Links pass."""
    if SCRIPT_KEYS & found.keys():
        raise Refused("javascript")
    if FILE_KEYS & found.keys():
        raise Refused("attachment")
    if "/XFA" in found:
        raise Refused("form")
    for key, reasons in (("/S", ACTIONS), ("/Subtype", KINDS), ("/Type", KINDS)):
        reason = reasons.get(str(_value(found, key)))
        if reason:
            raise Refused(reason)
    if _value(found, "/S") == "/URI" and not _ordinary(_value(found, "/URI")):
        raise Refused("launch")


def _ordinary(link: Any) -> bool:
    text = link.decode("latin-1") if isinstance(link, bytes) else str(link)
    text = "".join(c for c in text if c.isprintable()).strip().lower()
    scheme, colon, _ = text.partition(":")
    return text.startswith(LINKS) or not colon or not scheme.isalpha()


def _filters(stream: StreamObject) -> list[str]:
    named = _value(stream, "/Filter")
    return (
        [str(one.get_object()) for one in named]
        if isinstance(named, ArrayObject)
        else [str(named or "")]
    )


def unpacked_size(stream: StreamObject, most: int) -> int:
    """How many bytes the stream holds once unpacked; counted without keeping them."""
    filters = _filters(stream)
    if sum(name in UNPACKERS for name in filters) > 1:  # packed twice: only bombs are
        raise Refused("bomb")
    if filters[0] not in ("/FlateDecode", "/Fl"):
        return len(stream.get_data()) if UNPACKERS & set(filters) else len(stream._data)
    size, machine, rest = 0, zlib.decompressobj(), stream._data
    while rest and not machine.eof and size <= most:
        try:
            size += len(machine.decompress(rest, 1 << 20))
        except zlib.error:  # readers show what comes before the fault
            break
        rest = machine.unconsumed_tail
    return size


def weigh(writer: PdfWriter) -> None:
    """Refuse what unpacks to far more than a CV holds."""
    left = MAX_UNPACKED
    for one in writer._objects:
        if not isinstance(one, StreamObject):
            continue
        pixels = int(_value(one, "/Width") or 0) * int(_value(one, "/Height") or 0)
        left -= unpacked_size(one, left)
        if left < 0 or pixels > MAX_PIXELS:
            raise Refused("bomb")


def tame(writer: PdfWriter) -> None:
    """Leave out what starts by itself when the file or a page is opened, harmless as it may be."""
    for found in _dictionaries(writer):
        found.pop("/OpenAction", None)
        found.pop("/AA", None)


# --- Making it fit -----------------------------------------------------------------------------
def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _replace(stream: StreamObject, image: Image.Image, side: int, quality: int) -> None:
    """Put a smaller JPEG in the place of an image, when it is smaller; transparency stays apart."""
    image = image.convert("L" if image.mode in ("1", "L", "LA") else "RGB")
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    if len(out.getvalue()) >= len(stream._data):
        return
    stream._data = out.getvalue()
    for key in ("/DecodeParms", "/Decode", "/Filter", "/ColorSpace"):
        stream.pop(key, None)
    space = "/DeviceGray" if image.mode == "L" else "/DeviceRGB"
    stream[NameObject("/Filter")] = NameObject("/DCTDecode")
    stream[NameObject("/ColorSpace")] = NameObject(space)
    stream[NameObject("/BitsPerComponent")] = NumberObject(8)
    stream[NameObject("/Width")] = NumberObject(image.width)
    stream[NameObject("/Height")] = NumberObject(image.height)


def _shrinkable(stream: StreamObject) -> bool:
    if len(stream._data) < WORTH_SHRINKING:
        return False
    mask = stream.get("/SMask")
    mask = mask.get_object() if mask is not None else {}
    by_colour = isinstance(stream.get("/Mask"), ArrayObject)
    return not by_colour and not stream.get("/ImageMask") and "/Matte" not in mask


def shrink(writer: PdfWriter, side: int, quality: int) -> None:
    """Re-encode the images of every page; one that cannot be decoded stays as it is."""
    done = set()
    for page in writer.pages:
        for name in page.images.keys():  # noqa: SIM118 a lazy list of pypdf's, not a dictionary
            try:
                found = page.images[name]
                place = found.indirect_reference
                if place is None or place.idnum in done:
                    continue
                done.add(place.idnum)
                stream = place.get_object()
                if isinstance(stream, StreamObject) and found.image and _shrinkable(stream):
                    _replace(stream, found.image, side, quality)
            except (PyPdfError, OSError, ValueError, KeyError, TypeError, NotImplementedError):
                continue


def fit(writer: PdfWriter) -> bytes:
    """The PDF in at most MAX_STORED bytes: as it is, else with its images smaller and smaller."""
    data = written(writer)
    if len(data) <= MAX_STORED:
        return data
    for page in writer.pages:
        page.compress_content_streams()
    for side, quality in LADDER:
        shrink(writer, side, quality)
        data = written(writer)
        if len(data) <= MAX_STORED:
            return data
    raise Refused("heavy")


def check(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Facts ({"pages", "from"}) and the PDF to keep. Raises Refused with a reason."""
    kind = kind_of(data)
    if kind not in ("pdf", "photo"):
        raise Refused(kind)
    if len(data) > MAX_RECEIVED:
        raise Refused("size")
    writer = read(page_of_photo(data) if kind == "photo" else data)
    for found in _dictionaries(writer):
        judge(found)
    weigh(writer)
    tame(writer)
    pages = len(writer.pages)
    return {"pages": pages, "from": kind}, fit(writer)


# --- The process -------------------------------------------------------------------------------
def guarded(data: bytes) -> tuple[dict[str, Any], bytes]:
    """`check`, with every fault of a parser as a reason."""
    try:
        return check(data)
    except Refused as refusal:
        return {"refused": str(refusal)}, b""
    except (MemoryError, LimitReachedError, Image.DecompressionBombError):
        return {"refused": "bomb"}, b""
    except Exception as error:  # noqa: BLE001 a hostile file finds every fault of a parser
        return {"refused": "unreadable", "fault": type(error).__name__}, b""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    facts, pdf = guarded(sys.stdin.buffer.read(MAX_RECEIVED + 1))
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + pdf)


if __name__ == "__main__":
    main()
