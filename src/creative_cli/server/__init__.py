"""The HTTP server of `creative serve`, a thin layer over the services. It needs the extra `serve`."""
