"""Regular expressions that may be asked for: which are refused, and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.grammar.regexes import RegexError, checked_regex

MANY = settings(max_examples=400, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    "text", ["a", "reg.+ung", "M(ei|ai|ey|ay)e?r", "[a-z]{2,3}", "(ab)+", "(?:x|y)z", r"\d+", r"\)", "[)]"]
)
def test_a_sound_regular_expression_is_taken(text: str) -> None:
    assert checked_regex(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(", "not a regular expression"),
        ("a**", "not a regular expression"),
        ("(?=a)*b|" * 50, "characters"),
        ("[[a]b]", "set within a set"),
        ("[a--b]", "set within a set"),
        ("(?i)a", "flag"),
        ("(?P<n>a)", "flag"),
        ("(?x)a#)", "flag"),
        ("(a+)+", "repeats a group"),
        ("(a|a)*", "repeats a group"),
        ("((a*))+", "repeats a group"),
        ("(a?){9}", "repeats a group"),
        ("a*b*c*d*e*", "use fewer"),
        ("a?" * 13, "use fewer"),
        ("a{99999999999}", "not a regular expression"),
    ],
)
def test_an_unsound_or_explosive_regular_expression_is_refused(text: str, reason: str) -> None:
    with pytest.raises(RegexError, match=reason):
        checked_regex(text)


@given(st.text("ab()[]{}|*+?.^$\\-&~1,2:=!<P#", max_size=30))
@MANY
def test_any_text_is_a_regular_expression_or_refused(text: str) -> None:
    try:
        assert checked_regex(text) == text
    except RegexError as error:
        assert str(error)
