"""Defects planted in right copy of forty locales, which measure the checks of copy."""
