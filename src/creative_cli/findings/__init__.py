"""What checks found, as people and machines read it: its place in the brief, its severity, waivers and reports."""
