"""Browsers from which one thing was taken away, by a script that runs before every page's own."""

import pytest

GONE = "Object.defineProperty({owner}, '{name}', {{ configurable: true, get: () => undefined }})"
REFUSED = """Object.defineProperty({owner}, '{name}', {{
  configurable: true,
  get() {{ throw new DOMException('The operation is insecure.', 'SecurityError') }},
}})"""
# As browsers that guard against being told apart: noise instead of what was painted.
NOISE = """(() => {
  const real = HTMLCanvasElement.prototype.toBlob
  HTMLCanvasElement.prototype.toBlob = function (told, ...how) {
    const noise = document.createElement('canvas')
    Object.assign(noise, { width: this.width, height: this.height })
    const context = noise.getContext('2d')
    const pixels = context.createImageData(noise.width, noise.height)
    const shade = (i) => (i % 4 === 3 ? 255 : ((i * 2654435761) >>> 7) % 256)
    pixels.data.forEach((_, i) => (pixels.data[i] = shade(i)))
    context.putImageData(pixels, 0, 0)
    return real.call(noise, told, ...how)
  }
})()"""
NO_READ_BACK = f"""{NOISE}
CanvasRenderingContext2D.prototype.getImageData = () => {{
  throw new DOMException('The operation is insecure.', 'SecurityError')
}}"""
NO_AT = """for (const list of [Array, String, Object.getPrototypeOf(Uint8Array)])
  delete list.prototype.at"""


def _gone(owner: str, name: str) -> str:
    return GONE.format(owner=owner, name=name)


def _refused(*names: str) -> str:
    return ";".join(REFUSED.format(owner="window", name=name) for name in names)


# What is missing, and how.
BARE = {
    "IndexedDB": _gone("window", "indexedDB"),
    "Cache": f"{_gone('window', 'caches')}; delete window.Cache; delete window.CacheStorage",
    "service worker": _gone("Navigator.prototype", "serviceWorker"),
    "localStorage": _refused("localStorage", "sessionStorage"),
    "crypto.subtle": _gone("Crypto.prototype", "subtle"),
    "WebAssembly": "delete window.WebAssembly",
    "Worker": "delete window.Worker; delete window.SharedWorker",
    "geolocation": _gone("Navigator.prototype", "geolocation"),
    "canvas read-back": NO_READ_BACK,
    "createImageBitmap": "delete window.createImageBitmap",
    "Array.prototype.at": NO_AT,
    "Object.hasOwn": "delete Object.hasOwn",
    "structuredClone": "delete window.structuredClone",
}
# Those that change the way of a visit or a tip; where a part is only drawn by other means, the
# drill looks.
WAYS = ("IndexedDB", "localStorage", "crypto.subtle", "geolocation", "canvas read-back")
SOME_BARE = [
    missing if missing in WAYS else pytest.param(missing, marks=pytest.mark.drill)
    for missing in BARE
]
