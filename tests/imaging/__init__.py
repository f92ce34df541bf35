"""Tests of the pixels: reading pictures, cropping photos, blending layers, writing files."""
