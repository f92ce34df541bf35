"""Languages whose grammar changes the form of names."""

INFLECTING_LANGUAGES = frozenset(
    {"az", "be", "bg", "bs", "cs", "cy", "el", "et", "eu", "fi", "ga", "hr", "hu", "hy", "is", "ka", "kk", "ky", "lt"}
    | {"lv", "mk", "mn", "pl", "ro", "ru", "sk", "sl", "sq", "sr", "tk", "tr", "tt", "uk", "uz"}
)
"""Languages that add endings to names: Solarassa, Solara'dan."""
