"""The faces: command line, HTTP, pages. They know the trade only through `assistant.pipeline`."""
