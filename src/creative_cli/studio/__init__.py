"""The built-in studio: scenes, light and shadow behind a product, painted by numpy. It needs no key and no network."""
