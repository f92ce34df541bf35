"""Copy on its way to translators and back: XLIFF, TMX, CSV and JSON, read as files of strangers."""
