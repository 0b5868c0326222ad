"""No value is ever written into the text of a SELECT: the stores take values beside it."""

import ast
import re
from pathlib import Path

import mien.study

SQL = re.compile(r"\b(SELECT|FROM|WHERE|AND|OR|UPDATE|INSERT|DELETE|ORDER BY|LIMIT|VALUES|SET)\b")
ROOM = Path(mien.study.__file__).parent
# Names of the stores' own tables and columns, and conditions written out beside the statement.
OWN_WORDS = {
    "store/reader.py": {"table"},
    "store/sqlite_leases.py": {"table", "free", "which"},
    "store/sqlite_people.py": {"table", "column"},
    "usable.py": {"LEFT_OUT.values()"},
}


def _written_into(tree):
    """Everything that is put into a text of SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            sides = (node.left, node.right)
            texts = [side.value for side in sides if isinstance(side, ast.Constant)]
            values = [side for side in sides if not isinstance(side, ast.Constant | ast.JoinedStr)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            joins = node.func.attr in ("format", "join", "replace")
            texts = [node.func.value.value] if isinstance(node.func.value, ast.Constant) and joins else []
            values = [*node.args, *(word.value for word in node.keywords)]
        else:
            continue
        if any(isinstance(text, str) and SQL.search(text) for text in texts):
            yield from values


def test_values_are_never_part_of_the_sql():
    seen = 0
    for path in sorted(ROOM.rglob("*.py")):
        own = OWN_WORDS.get(path.relative_to(ROOM).as_posix(), set())
        for value in _written_into(ast.parse(path.read_text("utf-8"))):
            seen += 1
            text = ast.unparse(value)
            constant = re.fullmatch(r"_?[A-Z][A-Z_]*", text)
            assert constant or text in own, f"{path}:{value.lineno}: {text} is written into SQL"
    assert seen > 20


def test_a_value_in_the_sql_is_found():
    for line in (
        "read(f\"SELECT id FROM person WHERE name = '{name}'\")",
        "read('SELECT id FROM person LIMIT ' + str(most))",
        "read('SELECT id FROM person WHERE id = %s' % number)",
        "read('SELECT id FROM person WHERE id = {}'.format(number))",
    ):
        assert [ast.unparse(value) for value in _written_into(ast.parse(line))], line
