"""Every error this package raises on purpose, the tree on top.

CleanerError
├── InputError            the document cannot be read
│   ├── BinaryInputError      it is not text
│   ├── TooLargeError         it is larger than its budget
│   └── UnrenderedError       it is an HTML page that shows nothing until its scripts run
├── LowConfidenceError    the clean text is less sure than was asked for: somebody should look
├── OutputError           a file cannot be written
├── RulesError            a rule file is wrong: file, rule, key and reason
├── LogError              a removal log is malformed or of another schema
│   └── MismatchError         log and text do not belong together
├── GoldError             labelled pages for scoring are malformed
├── WorkerError           worker processes cannot start, or one died over a document
│   └── TimeLimitError        a document took longer than it may
├── DefectError           a bug of this package, met by one document of many
├── WeightsError          the model's weights are not this version's
├── AdaptError            a correction of the model's scores that does not help, or cannot be read
└── OptionError           an argument has a value outside its choices
    └── MissingExtraError     it needs a package that is not installed
"""

__all__ = [
    "AdaptError",
    "BinaryInputError",
    "CleanerError",
    "DefectError",
    "GoldError",
    "InputError",
    "LogError",
    "LowConfidenceError",
    "MismatchError",
    "MissingExtraError",
    "OptionError",
    "OutputError",
    "RulesError",
    "TimeLimitError",
    "TooLargeError",
    "UnrenderedError",
    "WeightsError",
    "WorkerError",
]


class CleanerError(Exception):
    """The root of every error this package raises on purpose."""


class InputError(CleanerError):
    """A document cannot be read; the message says at which offset or why."""


class BinaryInputError(InputError):
    """The bytes are not text: an image, an archive, a PDF."""


class TooLargeError(InputError):
    """A text is larger than its budget."""


class UnrenderedError(InputError):
    """An HTML page has no text before its scripts run: an empty shell of an application."""


class LowConfidenceError(CleanerError):
    """A page was cleaned, but its expected F1 is below what was asked for: it is set aside for somebody to look at."""


class OutputError(CleanerError):
    """A file cannot be written; the message names it and the cause."""


class RulesError(CleanerError):
    """A rule file is wrong; the message names the file, the rule, the key and the reason."""


class GoldError(CleanerError):
    """Labelled pages, or the floors pinned for them, cannot be read; the message names file and line."""


class LogError(CleanerError):
    """A removal log is malformed, incomplete or of a schema this version does not know."""


class MismatchError(LogError):
    """The clean text or the log was altered: they do not give the source back."""


class WorkerError(CleanerError):
    """Worker processes cannot start, or one died over a document."""


class TimeLimitError(WorkerError):
    """A document took longer than it may, and its worker was stopped."""


class DefectError(CleanerError):
    """A bug of this package, or of one it uses, that one document of many met; ``__cause__`` is what was raised."""


class WeightsError(CleanerError):
    """The learned model's weights do not fit this version: the installation is damaged."""


class AdaptError(CleanerError):
    """A correction of the model's scores does not help, is damaged, or belongs to another version's model."""


class OptionError(CleanerError, ValueError):
    """An option has a value outside its choices."""


class MissingExtraError(OptionError, ImportError):
    """What was asked for needs a package that is not installed; the message says what to install."""

    @classmethod
    def of(cls, package: str, extra: str) -> "MissingExtraError":
        """The error for a ``package`` that comes with an ``extra`` of this one.

        >>> str(MissingExtraError.of("pyspark", "spark"))
        "pyspark is not installed, or not whole: pip install 'webtext-cleaner[spark]'"
        """
        return cls(f"{package} is not installed, or not whole: pip install 'webtext-cleaner[{extra}]'")
