"""Settings from the environment: one table of options, each of which has a field and a variable."""

from __future__ import annotations

import pytest

from postrender.settings import OPTIONS, Option, Settings, SettingsError, from_environment

SWITCHES = [option for option in OPTIONS if not option.metavar]


def test_an_empty_environment_gives_the_defaults() -> None:
    assert from_environment({}) == Settings()
    assert from_environment({"PATH": "/bin", "KHARDEN": "1", "KHARDEN_OTHER": "1"}) == Settings()


def test_each_option_has_a_field_and_each_field_an_option() -> None:
    assert [option.field for option in OPTIONS] == list(Settings._fields)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_option_is_read(option: Option) -> None:
    text = option.choices[-1] if option.choices else "a=b" if option.metavar else "1"
    wanted = (text,) if option.many else text if option.metavar else True
    assert getattr(from_environment({option.variable: text}), option.field) == wanted
    assert option.variable == "KHARDEN_" + option.name.upper().replace("-", "_")


@pytest.mark.parametrize("option", SWITCHES, ids=lambda option: option.name)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", True),
        ("true", True),
        ("Yes", True),
        ("ON", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("", False),
    ],
)
def test_switches(option: Option, text: str, value: bool) -> None:
    assert getattr(from_environment({option.variable: text}), option.field) is value


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if option.metavar], ids=lambda option: option.name
)
def test_an_empty_variable_is_as_good_as_none(option: Option) -> None:
    assert from_environment({option.variable: ""}) == Settings()


def test_many_values_are_lines() -> None:
    settings = from_environment({"KHARDEN_SET": "A=1\nB=x=y z\n\nC=", "KHARDEN_ALLOW": "A\nB"})
    assert settings.values() == {"A": "1", "B": "x=y z", "C": ""}
    assert settings.allow == ("A", "B")


@pytest.mark.parametrize(
    ("variable", "value"), [("KHARDEN_STREAM", "s3cr3t"), ("KHARDEN_MODE", "s3cr3t"), ("KHARDEN_STRICT", "2")]
)
def test_a_mistake_names_the_variable_and_not_its_value(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as error:
        from_environment({variable: value})
    assert value not in str(error.value)


@pytest.mark.parametrize("pair", ["s3cr3t", "=s3cr3t", ""])
def test_a_value_without_a_name_is_named_by_its_number(pair: str) -> None:
    with pytest.raises(SettingsError, match="--set number 2 is not NAME=VALUE"):
        Settings(set=("A=1", pair)).values()
