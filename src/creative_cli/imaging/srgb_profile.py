"""The sRGB profile that our files carry."""

from functools import cache

from PIL import ImageCms

_PROFILE_DATE = slice(24, 36)
_PROFILE_ID = slice(84, 100)


@cache
def srgb_profile() -> bytes:
    """Return an sRGB ICC profile without the creation time LittleCMS writes into it (ICC.1:2022 §7.2.8)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = bytes.fromhex("07ea00010001000000000000")
    profile[_PROFILE_ID] = bytes(16)
    return bytes(profile)
