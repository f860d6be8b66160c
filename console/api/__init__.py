"""The interface for other systems: JSON below /api/v1, a token in the header, one shape of errors, its own OpenAPI."""

from console.api.app import mount_api

__all__ = ["mount_api"]
