"""What a broken picture can raise, while its header, its notes or its pixels are read."""

import struct
import zlib

# Everything that the parsers of untrusted bytes in Pillow and its plug-ins are known to raise.
BROKEN = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    SyntaxError,
    EOFError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)
