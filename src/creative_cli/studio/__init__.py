"""The built-in studio: scenes, light and shadow behind a product, rendered with numpy, without key or network."""
