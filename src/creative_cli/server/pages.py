"""The pages for people. `create_app` mounts `router` at `/`; what it serves from `static/` is below `/static`."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
