"""The tree of errors, by who must act. No HTTP in it; the doors translate.

AdvisorError
├── BadInput            the caller: change the request (exit code 2, HTTP 4xx)
│   ├── NotFound        the caller: the id does not exist (HTTP 404)
│   └── Conflict        the caller: the thing is busy or already done (HTTP 409)
├── BadKnowledge        the editor of knowledge/: a file is broken (file and reason)
├── BadSettings         the operator: a setting is wrong or missing
└── Unavailable         nobody at once: a part is down; the rest serves on (HTTP 503)
"""


class AdvisorError(Exception):
    """An error with one clear sentence for the person who must act. `code` is a short stable word."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        if code is not None:
            self.code = code


class BadInput(AdvisorError):
    """The request cannot be answered as it is."""

    code = "invalid_request"


class NotFound(BadInput):
    """What the request names does not exist."""

    code = "not_found"


class Conflict(BadInput):
    """What the request asks is at odds with what is going on."""

    code = "conflict"


class BadKnowledge(AdvisorError):
    """A file under knowledge/ is broken."""

    code = "bad_knowledge"


class BadSettings(AdvisorError):
    """A setting is wrong."""

    code = "bad_settings"


class Unavailable(AdvisorError):
    """A part is down or busy for now."""

    code = "unavailable"
