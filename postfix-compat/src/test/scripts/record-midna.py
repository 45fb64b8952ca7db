#!/usr/bin/env python3
"""Records what ICU, with the options of Postfix 3.7.11's midna_domain.c, makes of domain names: name, ASCII form, what is wrong.

    record-midna.py

writes midna.golden. Needs libicuuc.so.72, which Debian's Postfix needs too."""
import ctypes
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "resources/org/postjames/rewrite/midna.golden"
NONTRANSITIONAL = 0x10
FLAWS = ["EMPTY_LABEL", "LABEL_TOO_LONG", "DOMAIN_NAME_TOO_LONG", "LEADING_HYPHEN", "TRAILING_HYPHEN", "HYPHEN_3_4",
         "LEADING_COMBINING_MARK", "DISALLOWED", "PUNYCODE", "LABEL_HAS_DOT", "INVALID_ACE_LABEL", "BIDI", "CONTEXTJ"]


class Info(ctypes.Structure):
    _fields_ = [("size", ctypes.c_int16), ("transitional", ctypes.c_int8), ("reserved", ctypes.c_int8),
                ("errors", ctypes.c_uint32), ("reserved2", ctypes.c_int32), ("reserved3", ctypes.c_int32)]


icu = ctypes.CDLL("libicuuc.so.72")
icu.uidna_openUTS46_72.restype = ctypes.c_void_p
convert = icu.uidna_nameToASCII_UTF8_72
convert.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int32,
                    ctypes.POINTER(Info), ctypes.POINTER(ctypes.c_int)]
uts46 = icu.uidna_openUTS46_72(ctypes.c_uint32(NONTRANSITIONAL), ctypes.byref(ctypes.c_int(0)))


def hostname(name):
    """valid_hostname(3)"""
    labels = name.split(".")
    return (0 < len(name) <= 255 and not name.replace(".", "").isdigit()
            and all(0 < len(l) <= 63 and l[0] != "-" and l[-1] != "-"
                    and all(c.isascii() and (c.isalnum() or c in "-_") for c in l) for l in labels))


def line(name):
    info, error, out = Info(16), ctypes.c_int(0), ctypes.create_string_buffer(1024)
    data = name.encode()
    length = convert(uts46, data, len(data), out, 1023, ctypes.byref(info), ctypes.byref(error))
    flaws = ", ".join(f for i, f in enumerate(FLAWS) if info.errors >> i & 1)
    text = out.raw[:length].decode("latin-1")
    if not flaws and not hostname(text):
        flaws = "malformed ASCII label(s)"
    return "%s\t%s\t%s\n" % (name, "" if flaws else text, flaws)


def names():
    """Names as people have them, then flawed ones, then one character of each kind in different places."""
    labels = ["ü", "Ü", "é", "e\u0301", "straße", "STRASSE\u1e9e", "faß", "ς", "ΣΑΣ", "Σ", "例え", "テスト", "пример", "ПРИМЕР", "عربي", "עברית", "हिन्दी",
              "क\u094d\u200dष", "한국", "ไทย", "\U0001f4a7", "☃", "ﬁsh\u00fc", "①ü", "Å", "K\u00fc", "ı", "İ", "ŉ", "ǰ", "ΐ", "ᾳ",
              "\u13a0", "\uab70", "ａｂｃ", "ü_x", "_ü", "a\u00adb", "\u00ad", "\u200b", "\ufeff", "a\u200bb", "\u2060"]
    for label in labels:
        for form in ("%s.test", "%s", "%s.", "a.%s.b.test", "%s。test", "%s．test", "%s｡test"):
            name = form % label
            if not name.isascii():
                yield name
    for name in ["-ü.test", "ü-.test", "a.-ü", "ab--ü.test", "ü--a.test", "a--ü.test", "xn--ü.test", "xn--tda.ü", "xn--.ü", "xn--a.ü", "xn--a-.ü",
                 "xn--ls8h.ü", "XN--TDA.ü", "xn--strae-oqa.ü", "xn--zzzzzzzzzzzzzz.ü", "xn--\u00df.a", "\u0301a.test", "a\u0301.test", "ü..test", ".ü", "ü..",
                 "..ü", "。ü", "ü 1.test", "ü\u00a0.test", "ü!.test", "ü@b", "ü%b", "ü\u2024a", "ü\u2488", "ü\u33c2", "ü\ufe52x", "1.2.3.ü", "ü.1", "１.２",
                 "①②", "\u0660", "ü" * 56 + ".test", "ü" * 57 + ".test", "ü" * 58 + ".test", "ü" * 59, "ü." + "a" * 63, "ü." + "a" * 64,
                 ".".join(["ü"] * 28), ".".join(["ü"] * 31), ".".join(["ü"] * 32), ".".join(["ü" * 40] * 5), "ü." + "a." * 122 + "b", "ü." + "a." * 123 + "b",
                 "ü." + "a." * 123 + "bc", "ü." + "a." * 124 + "b", "ü.B_C.test", "A.Ü.Test", "ü\u200c.test", "\u200c", "\u200d.ü", "ü\u0345"]:
        yield name
    for c in list(range(0xa0, 0x180)) + [0x34f, 0x37e, 0x3f2, 0x4c0, 0x600, 0x6dd, 0x10a0, 0x115f, 0x1680, 0x17b4, 0x180e, 0x2000, 0x200e, 0x2024, 0x2028, 0x202a,
                                         0x2061, 0x2132, 0x2183, 0x2ff0, 0x3000, 0x3164, 0xd7a3, 0xe000, 0xfdd0, 0xfdfa, 0xfe00, 0xffa0, 0xfff9, 0xfffc, 0xfffd,
                                         0x10ffff, 0x1d15e, 0x1d7ce, 0x1f100, 0x1f600, 0x2f800, 0x2f868, 0x30000, 0xe0001, 0xe0100]:
        yield "x%sy.test" % chr(c)


OUT.write_text("# ICU 72, as in Postfix 3.7.11: postfix-compat/src/test/scripts/record-midna.py: name, ASCII form, what is wrong\n"
               + "".join(line(name) for name in names()))
