"""Sources: files as people have them go in, Articles come out, and what could not be read is told.

`read` takes files, folders and ``-`` for standard input; one module here reads each format.
"""

from index.sources.options import OptionError, ReadOptions
from index.sources.reader import Reader, read
from index.sources.reports import Notice, Reject

__all__ = ["Notice", "OptionError", "ReadOptions", "Reader", "Reject", "read"]
