"""The one error of the engine: it says what is wrong and where."""


class LosslessError(ValueError):
    """A text that cannot be read as kubectl reads it, or an edit that cannot be made.

    `line` and `column` count from 1 within the text that was given; 0 means that no place is known.
    The message quotes keys, never values: a value may be a Secret's.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
