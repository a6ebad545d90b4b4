"""Files that people send, built here: good, clumsy and hostile ones."""

import random
import zipfile
import zlib
from io import BytesIO

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from accounts.demo_pdf import write_pdf

TEXT = "# Zoé Bézu\nComptable – dix ans de cabinet, à l’œuvre"


def name(text):
    return NameObject(text)


def dictionary(**entries):
    return DictionaryObject({name(f"/{key}"): value for key, value in entries.items()})


def javascript():
    return dictionary(S=name("/JavaScript"), JS=TextStringObject("app.alert('lu')"))


def edited(edit, *, pages=1):
    """A PDF of ours after `edit(writer)`."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(write_pdf(TEXT))))
    for _number in range(pages - 1):
        writer.add_blank_page(595, 842)
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def on_root(key, value):
    return edited(lambda writer: writer._root_object.update({name(key): value}))


def on_page(key, value):
    return edited(lambda writer: writer.pages[0].update({name(key): value}))


def annotated(**entries):
    one = dictionary(
        Type=name("/Annot"),
        Rect=ArrayObject([NumberObject(n) for n in (10, 10, 90, 30)]),
        **entries,
    )
    return on_page("/Annots", ArrayObject([one]))


def link(uri):
    action = dictionary(S=name("/URI"), URI=TextStringObject(uri))
    return annotated(Subtype=name("/Link"), A=action)


def in_an_object_stream(key, value):
    """The same, packed where a search of the bytes would not find it."""
    plain = on_root(key, value)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain)))
    out = BytesIO()
    writer.write(out)
    raw = out.getvalue()
    assert b"/JavaScript" in raw
    return raw.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")


def encrypted(*, user, owner):
    def lock(writer):
        writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")

    return edited(lock)


def elsewhere(**entries):
    """A link whose action's values are objects of their own, as a hiding place."""

    def hide(writer):
        action = DictionaryObject(
            {name(f"/{key}"): writer._add_object(value) for key, value in entries.items()}
        )
        one = dictionary(
            Type=name("/Annot"),
            Subtype=name("/Link"),
            Rect=ArrayObject([NumberObject(n) for n in (10, 10, 90, 30)]),
            A=writer._add_object(action),
        )
        writer.pages[0].update({name("/Annots"): ArrayObject([writer._add_object(one)])})

    return edited(hide)


def hidden_bomb(size=600_000_000):
    """A bomb whose way of packing is named by an object of its own."""

    def hide(writer):
        machine, block = zlib.compressobj(9), bytes(1 << 20)
        packed = b"".join(machine.compress(block) for _ in range(size >> 20)) + machine.flush()
        filters = ArrayObject([writer._add_object(name("/FlateDecode"))])
        content = writer._add_object(stream_of(packed, Filter=filters))
        writer.pages[0].update({name("/Contents"): content})

    return edited(hide)


def stream_of(data, **entries):
    stream = EncodedStreamObject()
    stream._data = data
    stream.update({name(f"/{key}"): value for key, value in entries.items()})
    return stream


def with_image(image_stream):
    """A PDF whose page draws one image."""

    def put(writer):
        page = writer.pages[0]
        place = writer._add_object(image_stream)
        page["/Resources"][name("/XObject")] = dictionary(Im0=place)
        drawing = DecodedStreamObject()
        drawing.set_data(b"q 400 0 0 400 60 60 cm /Im0 Do Q")
        text = page.raw_get("/Contents")
        page[name("/Contents")] = ArrayObject([text, writer._add_object(drawing)])

    return edited(put)


def noise(width, height, mode="RGB"):
    """A picture that packs badly, the same each time."""
    dice = random.Random(7)  # noqa: S311 no secret
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), dice.randbytes(width * height * bands))


def raw_image(picture):
    return stream_of(
        zlib.compress(picture.tobytes(), 1),
        Type=name("/XObject"),
        Subtype=name("/Image"),
        Width=NumberObject(picture.width),
        Height=NumberObject(picture.height),
        ColorSpace=name("/DeviceRGB"),
        BitsPerComponent=NumberObject(8),
        Filter=name("/FlateDecode"),
    )


def bomb(*, times=1, size=600_000_000):
    """A page whose content unpacks to hundreds of megabytes."""
    machine = zlib.compressobj(9)
    block = bytes(1 << 20)
    packed = b"".join(machine.compress(block) for _ in range(size >> 20)) + machine.flush()
    for _ in range(times - 1):
        packed = zlib.compress(packed)
    filters = ArrayObject([name("/FlateDecode")] * times)
    return on_page("/Contents", stream_of(packed, Filter=filters))


def photo(size=(1200, 1600), *, kind="JPEG", mode="RGB", exif=None):
    picture = Image.new(mode, size, "white")
    picture.paste("black", (0, 0, size[0], size[1] // 2))  # the upper half is black
    out = BytesIO()
    picture.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def archive(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for one in names:
            box.writestr(one, "x")
    return out.getvalue()
