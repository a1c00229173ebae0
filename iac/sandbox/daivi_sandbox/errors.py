"""The error a handler raises to answer as the AWS service would."""


class AwsError(Exception):
    """An AWS error: its code, its message and the HTTP status that carries it."""

    def __init__(self, code: str, message: str, status: int = 400, **fields):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields


class CannotServe(Exception):
    """Why `serve` ends before it is ready, with its exit status."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status
