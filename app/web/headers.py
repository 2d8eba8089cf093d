"""The headers of every answer, set here and not by a front that may be forgotten."""

from flask import Response, current_app

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'none'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'{targets}"
)
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=(), payment=()",
    "X-DNS-Prefetch-Control": "off",
}
FORM_TARGETS = "form_targets"
"""The key in `app.extensions` of the origins, beside its own, that an app's forms may lead to."""


def set_headers(response: Response) -> Response:
    """Put the headers on an answer of whatever kind."""
    targets = "".join(f" {origin}" for origin in current_app.extensions.get(FORM_TARGETS, ()))
    response.headers["Content-Security-Policy"] = _POLICY.format(targets=targets)
    response.headers.update(_HEADERS)
    return response
