"""What a browser calls itself, as coarsely as its owner would. Pure.

The answer is made of the words of two short lists; nothing of the header itself is kept.
"""

import re

# A header is as long as its sender likes; browsers say all of this at its beginning.
_READ = 512

# The first that fits: browsers also name those that they want to be taken for.
_APPS = (
    ("wxwork", r"wxwork/"),
    ("wechat", r"MicroMessenger/"),
    ("own", r"(Huawei|Honor|Miui|HeyTap|Vivo|Samsung)Browser/"),
    ("uc", r"UCBrowser/"),
    ("qq", r"QQBrowser/"),
    ("edge", r"Edg(A|iOS)?/"),
    ("firefox", r"(Firefox|FxiOS)/"),
    ("chrome", r"(Chrome|CriOS)/"),
    ("safari", r"Version/.*Safari/"),
)
_DEVICES = (
    ("iphone", r"\biPhone\b"),
    ("ipad", r"\biPad\b"),
    ("honor", r"\bHONOR\b|HonorBrowser/"),
    ("huawei", r"HUAWEI|HarmonyOS|HuaweiBrowser/"),
    ("xiaomi", r"Xiaomi|Redmi|MiuiBrowser/|; MI "),
    ("oppo", r"OPPO|HeyTapBrowser/"),
    ("vivo", r"\bvivo\b|VivoBrowser/"),
    ("samsung", r"\bSM-[A-Z]\d|SamsungBrowser/"),
    ("android", r"\bAndroid\b"),
    ("computer", r"Windows NT|Macintosh|X11|CrOS"),
)


def name_device(user_agent: str) -> str:
    """`app/device`, either of them alone, or an empty text: at most 20 characters."""
    read = user_agent[:_READ]
    return "/".join(filter(None, (_find(_APPS, read), _find(_DEVICES, read))))


def _find(known: tuple[tuple[str, str], ...], read: str) -> str:
    return next((name for name, sign in known if re.search(sign, read, re.IGNORECASE)), "")
