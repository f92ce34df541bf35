"""The brief: its schema, its loader and what follows from its words alone; the only YAML of the product."""
