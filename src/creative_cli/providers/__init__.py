"""Image generation services, one module each; a provider states only what differs from the others."""
