"""Where the interface for programs begins."""

PREFIX = "/api/v1"
