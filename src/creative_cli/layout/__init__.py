"""Type: fonts, line breaking, copyfitting and drawing, with Typst as the only shaper."""
