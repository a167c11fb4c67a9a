"""The kinds of report files, by their ending; only the module of the one that is asked for is imported."""

from importlib import import_module

from postrender.reports.report import Report

FORMATS = {
    ".txt": "postrender.reports.plain",
    ".json": "postrender.reports.as_json",
    ".sarif": "postrender.reports.sarif",
    ".html": "postrender.reports.page",
    ".xml": "postrender.reports.junit",
}
"""Each module has a function `render(report) -> text`."""

ENDINGS = "a report is .txt, .json, .sarif, .html or .xml (JUnit), by its ending"


def known(path: str) -> bool:
    """Whether the path's ending names a format."""
    return _ending(path) in FORMATS


def render(report: Report, path: str) -> str:
    """The text of the report that the path's ending names. Raises KeyError for an unknown one."""
    text: str = import_module(FORMATS[_ending(path)]).render(report)
    return text


def _ending(path: str) -> str:
    return path[path.rfind(".") :].lower() if "." in path else ""
