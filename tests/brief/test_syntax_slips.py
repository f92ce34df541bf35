"""Characters that look like syntax: the same message in JSON, in block and in flow form, at the right place."""

import pytest

from tests.brief.conftest import problems
from tests.parameters import walk_rows

HEAD = 'schema: 1\ncampaign: t\nbrand: {name: Solara, colors: {primary: "#0F5C63"}}\n'
TAIL = "products: [{id: tea, name: Tea}]\nmarkets: [US]\n"
JSON = (
    '{"schema": 1, "campaign": "t", "brand": {"name": "S", "colors": {"primary": "#0F5C63"}},\n'
    '%s"products": [{"id": "t", "name": "T"}], "markets": ["US"]}'
)
CURLY = "are not the quotes of YAML and JSON: write straight ones."


def explained(text: str, name: str = "brief.yaml") -> tuple[str, int, int]:
    """Return the only problem of a brief: its sentence, line and column."""
    (problem,) = problems(text, name)
    return problem.message, problem.line, problem.column


@walk_rows(
    ("text", "name", "line", "column"),
    [
        (f"{HEAD}message:\n  headline: “Summer, on ice”\n{TAIL}", "b.yaml", 5, 13),
        (f"{HEAD}message: {{headline: “Summer, on ice”}}\n{TAIL}", "b.yaml", 4, 21),
        (f"{HEAD}message: {{headline: “Summer: on ice”}}\n{TAIL}", "b.yaml", 4, 21),
        (f"{HEAD}message:\n  headline: «Été»\n{TAIL}", "b.yaml", 5, 13),
        (f"{HEAD}message:\n  headline: „Sommer“\n{TAIL}", "b.yaml", 5, 13),
        (f"{HEAD}message:\n  headline: ‘Summer’\n{TAIL}", "b.yaml", 5, 13),
        (f'{HEAD}message:\n  headline: “Summer"\n{TAIL}', "b.yaml", 5, 13),
        (f"{HEAD}message:\n  “headline”: Summer\n{TAIL}", "b.yaml", 5, 3),
        (JSON % '"message": {"headline": “Summer”}, ', "b.json", 2, 25),
        (JSON % '"message": {“headline”: "Summer"}, ', "b.json", 2, 13),
        (JSON % '"message": {"headline”: "Summer"}, ', "b.json", 2, 22),
        (JSON % '"message": {"headline": «Summer»}, ', "b.json", 2, 25),
        ("{“schema”: 1}", "b.json", 1, 2),
        ("{“schema”: 1}", "stdin", 1, 2),
    ],
)
def test_curly_quotes_enclose_nothing(text: str, name: str, line: int, column: int) -> None:
    """Quotes of a word processor are no quotes of a file; the message says how to print them if they are meant."""
    message, *place = explained(text, name)

    assert CURLY in message
    assert place == [line, column]


@pytest.mark.parametrize(
    "message",
    [
        'headline: "“Summer on ice”"',
        "headline: “Summer” or “winter”",
        "headline: The “Summer” tea",
        "headline: |\n    “Summer on ice”",
        "headline: '«Été»'",
    ],
)
def test_curly_quotes_inside_a_text_are_printed(message: str) -> None:
    """Inside straight quotes, in a block, or around a part of a text they are copy."""
    assert problems(f"{HEAD}message:\n  {message}\n{TAIL}") == []
    assert problems(JSON % '"message": {"headline": "“Summer”"}, ', "b.json") == []


@walk_rows(
    ("text", "name", "says", "line", "column"),
    [
        (f"{HEAD}message:\n  headline：Summer\n{TAIL}", "b.yaml", "full-width colon", 5, 11),
        (f"{HEAD}message：\n  headline: Summer\n{TAIL}", "b.yaml", "full-width colon", 4, 8),
        (f"{HEAD}message: {{headline：Summer}}\n{TAIL}", "b.yaml", "full-width colon", 4, 19),
        (JSON % '"message"：{"headline": "S"}, ', "b.json", "full-width colon", 2, 10),
        (JSON % '"message": {"headline": "S"}，', "b.json", "full-width sign", 2, 29),
        (f"{HEAD}message:\n\u00a0\u00a0headline: S\n{TAIL}", "b.yaml", "(U+00A0)", 5, 1),
        (f"{HEAD}message:\n  headline:\u00a0S\n{TAIL}", "b.yaml", "(U+00A0)", 5, 12),
        (f"{HEAD}message:\n\u3000headline: S\n{TAIL}", "b.yaml", "(U+3000)", 5, 1),
        (JSON % '"message":\u00a0{"headline": "S"}, ', "b.json", "(U+00A0)", 2, 11),
        (f"{HEAD}message:\n\theadline: S\n{TAIL}", "b.yaml", "tab", 5, 1),
        (
            f"{HEAD}message: {{headline: S}}\nproducts: [{{id: t, name: T}}]\nmarkets:\n  – US\n",
            "b.yaml",
            "dash (–)",
            7,
            3,
        ),
        (
            f"{HEAD}message: {{headline: S}}\nproducts: [{{id: t, name: T}}]\nmarkets:\n  • US\n",
            "b.yaml",
            "bullet",
            7,
            3,
        ),
    ],
)
def test_odd_colons_spaces_and_dashes_are_named(text: str, name: str, says: str, line: int, column: int) -> None:
    """The one problem is the character, not what it does to the file."""
    message, *place = explained(text, name)

    assert says in message
    assert place == [line, column]


@pytest.mark.parametrize(
    "offer", ["offer:\n  price: 4,50", "offer: {price: 4,50}", "offer: {currency: EUR, price: 4,50 }"]
)
def test_a_decimal_comma_has_one_message_in_every_form(offer: str) -> None:
    """Flow form would read 4 and a key 50."""
    (problem,) = problems(f"{HEAD}message: {{headline: S}}\n{TAIL}{offer}\n")

    assert problem.message == "offer.price is '4,50': write digits with a point, such as 4.50, without a currency."


def test_a_decimal_comma_in_json_is_explained() -> None:
    """JSON ends a number at its comma."""
    message, *place = explained(JSON % '"message": {"headline": "S"}, "offer": {"price": 4,50}, ', "b.json")

    assert message == "'4,50' is not a number: write digits with a point, such as 2.99, without a currency."
    assert place == [2, 50]


@pytest.mark.parametrize(
    ("colors", "says", "line", "column"),
    [
        ("\n    primary: #0F5C63", "brand.colors.primary is empty", 5, 13),
        (" {primary: #0F5C63}", "primary is empty", 4, 21),
        (" {\n    primary: #0F5C63,\n    accent: '#fff'\n  }", "primary is empty", 5, 14),
        (" [#fff, #000]", "The colour is empty", 4, 12),
    ],
)
def test_a_colour_without_quotes_has_one_message_in_every_form(colors: str, says: str, line: int, column: int) -> None:
    """# starts a comment, which hides the bracket that closes."""
    text = f"schema: 1\ncampaign: t\nbrand:\n  colors:{colors}\n  name: S\nmessage: {{headline: S}}\n{TAIL}"
    problem = problems(text)[0]

    assert problem.message.startswith(says)
    assert "as # starts a comment in YAML: write it in quotes" in problem.message
    assert (problem.line, problem.column) == (line, column)


def test_a_mistake_elsewhere_is_not_blamed_on_copy() -> None:
    """Quotes, dashes and wide colons inside texts are no slips, whatever else is wrong."""
    text = f"{HEAD}message:\n  headline: “Tea” – “ice”：S\n  body: |\n    Note：x\n{TAIL}wrong: 1\n"

    assert [problem.line for problem in problems(text)] == [text.count("\n")]
