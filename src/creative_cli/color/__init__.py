"""Colors and their contrast: CIELAB, OKLab and WCAG 2.2 formulas, without pictures."""
