"""Colour arithmetic in sRGB and Oklab, and contrast by WCAG 2.2."""
