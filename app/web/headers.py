"""The headers of every answer, set here and not by a front that may be forgotten."""

from flask import Response, current_app

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'none'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'{targets}"
    "{media}"
)
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
}
HARMLESS = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""The policy of what is no page of ours: shown by itself it runs, loads and reaches nothing."""
_PERMISSIONS = "camera=(), geolocation=(), microphone=({microphone}), usb=(), payment=()"
FORM_TARGETS = "form_targets"
"""The key in `app.extensions` of the origins, beside its own, that an app's forms may lead to."""
VOICE = "voice"
"""The key in `app.extensions` that is true where a page may ask for the microphone, and play what
was recorded there."""
MEDIA = "media"
"""The key in `app.extensions` that is true where pages play sound and video of the app's own."""


def set_headers(response: Response) -> Response:
    """Put the headers on an answer of whatever kind."""
    targets = "".join(f" {origin}" for origin in current_app.extensions.get(FORM_TARGETS, ()))
    voice = current_app.extensions.get(VOICE, False)
    media = "; media-src blob:" if voice else ""
    if current_app.extensions.get(MEDIA, False):
        media = "; media-src 'self'"
    policy = _POLICY.format(targets=targets, media=media)
    if response.headers.get("Content-Security-Policy") != HARMLESS:
        response.headers["Content-Security-Policy"] = policy
    response.headers["Permissions-Policy"] = _PERMISSIONS.format(microphone="self" if voice else "")
    response.headers.update(_HEADERS)
    return response
