"""Finds the functions of a C++ file by counting braces. Good enough to measure, not a parser."""

import dataclasses
import re


@dataclasses.dataclass
class Function:
    """A function definition: where its signature begins, and its length to the closing brace."""
    name: str
    line: int
    lines: int


_NOT_A_FUNCTION = re.compile(
    r"^(?:export\s+)?(?:inline\s+)?(?:namespace|class|struct|enum|union|extern)\b"
    r"|^(?:if|for|while|switch|catch|do|else|try|return|case|default)\b")
_TAIL = re.compile(
    r"\)\s*(?:const|noexcept(?:\([^()]*\))?|override|final|mutable|&&?|requires\b.*|\s)*"
    r"(?:->\s*[\w:<>,&*\s]+)?$", re.DOTALL)
_INITIALISERS = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")
_FILLED = "\x01"


def find(code):
    """The functions of `code`, whose comments and literals are blanked out. Lambdas are not listed:
    they count as lines of the function that holds them."""
    found = []
    stack = []
    statement = ""
    statement_line = line = 1
    for character in _without_preprocessor(code):
        if character == "\n":
            line += 1
        if character == "{":
            kind = _kind(statement.strip())
            stack.append((kind, statement, statement_line))
            statement, statement_line = "", line
        elif character == "}" and stack:
            kind, opened, opened_line = stack.pop()
            if kind == "function" and not any(outer[0] == "function" for outer in stack):
                found.append(Function(_name(opened), opened_line, line - opened_line + 1))
            # A braced initialiser is part of the statement around it.
            keeps = kind == "initialiser"
            statement = opened + _FILLED if keeps else ""
            statement_line = opened_line if keeps else line
        elif character == ";":
            statement = ""
        else:
            if not statement.strip():
                statement, statement_line = "", line
            statement += character
    return found


def _without_preprocessor(code):
    """Blanks directives and the access labels, which would be read as the start of a statement."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", code, flags=re.MULTILINE)
    return re.sub(r"\b(?:public|private|protected)\s*:(?!:)", "", code)


def _kind(statement):
    statement = re.sub(r"^(?:template\s*<[^{}]*?>\s*|\[\[[^\]]*\]\]\s*)+", "", statement)
    if _NOT_A_FUNCTION.match(statement):
        return "block"
    if _TAIL.search(statement):
        return "function"
    if _INITIALISERS.search(statement):
        return "function" if statement.endswith((_FILLED, ")")) else "initialiser"
    return "initialiser" if statement else "block"


def _name(statement):
    statement = " ".join(statement.replace(_FILLED, "").split())
    test = re.match(r"(?:TEST|TEST_F|TEST_P|TYPED_TEST)\s*\(\s*(\w+)\s*,\s*(\w+)", statement)
    if test:
        return f"{test.group(1)}.{test.group(2)}"
    named = re.search(r"([\w:~]+|operator\s*\S+?)\s*\(", statement)
    return named.group(1) if named else "?"
