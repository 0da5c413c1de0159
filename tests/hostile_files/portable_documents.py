"""PDF files that act: scripts, launches, files within (T44), made with pikepdf."""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def _pdf(change: Callable[[pikepdf.Pdf], None], *, packed: bool = True, **options) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        buffer = io.BytesIO()
        streams = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        document.save(buffer, object_stream_mode=streams, **options)
    return buffer.getvalue()


def _action(**entries: object) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(Type=Name.Action, **entries)

    return change


def _names(document: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def _attached(document: pikepdf.Pdf) -> None:
    document.attachments["chay.exe"] = b"MZ"


def _form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=Array([]))


def _link(document: pikepdf.Pdf, **entries: object) -> None:
    document.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
                    A=Dictionary(**entries))]
    )  # fmt: skip


#: Name -> bytes and the traits that must be told of it.
ACTIVE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "kich-ban.pdf": (lambda: _pdf(_names), {"script"}),
    "kich-ban-khong-nen.pdf": (lambda: _pdf(_names, packed=False), {"script"}),
    "mo-ra-chay.pdf": (
        lambda: _pdf(_action(S=Name.JavaScript, JS=String("app.alert(1)"))), {"script", "action"},
    ),
    "khoi-dong.pdf": (
        lambda: _pdf(_action(S=Name.Launch, F=String("cmd.exe"))), {"launch", "action"},
    ),
    "kem-tep.pdf": (lambda: _pdf(_attached), {"attached_file"}),
    "xfa.pdf": (lambda: _pdf(_form), {"form_program"}),
    "tep-khac.pdf": (
        lambda: _pdf(lambda d: _link(d, S=Name.GoToR, F=String("\\\\may\\tep.pdf"))),
        {"other_file"},
    ),
    "gui-di.pdf": (
        lambda: _pdf(lambda d: _link(d, S=Name.SubmitForm, F=String("https://may.example/"))),
        {"sends_data"},
    ),
    "an-ten.pdf": (
        lambda: _pdf(_names, packed=False).replace(b"/JavaScript", b"/J#61v#61Script"), {"script"},
    ),
    "khoa.pdf": (
        lambda: _pdf(_names, encryption=pikepdf.Encryption(owner="a", user="")), {"locked"},
    ),
}  # fmt: skip


def quiet() -> bytes:
    """A PDF that does nothing but show a page, and opens at it."""

    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])

    return _pdf(change)


def with_author() -> bytes:
    """A PDF that names its author."""

    def change(document: pikepdf.Pdf) -> None:
        document.docinfo["/Author"] = "Can bo mau 01"

    return _pdf(change, packed=False)
