"""Services that make pictures, one file each; a provider states only what differs from the others."""
