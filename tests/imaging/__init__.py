"""Tests of the pixels: pictures in, scenes painted, photos cut, type laid, files out."""
