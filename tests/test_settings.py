"""Settings from the environment: one table of options, each of which has a field and a variable."""

from __future__ import annotations

import pytest

from postrender.configuration import UsageError
from postrender.settings import OPTIONS, Option, Settings, SettingsError, from_environment, unknown
from postrender.unknown_variables import ELSEWHERE, warning

SWITCHES = [option for option in OPTIONS if not option.metavar]


def test_an_empty_environment_gives_the_defaults() -> None:
    assert from_environment({}) == Settings()
    assert from_environment({"PATH": "/bin", "KHARDEN": "1", "KHARDEN_OTHER": "1"}) == Settings()


def test_each_option_has_a_field_and_each_field_an_option() -> None:
    assert [option.field for option in OPTIONS] == list(Settings().as_dict())


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


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"KHARDEN_PROFILE": "baseline", "PATH": "/bin", "KHARDEN": "1", "MY_KHARDEN_MODE": "off"}, set()),
        ({"KHARDEN_PROFIL": "", "KHARDEN_MODE": "fill"}, set()),
        ({"KHARDEN_PROFIL": "x", "kharden_mode": "off"}, {"KHARDEN_PROFIL", "kharden_mode"}),
    ],
)
def test_variables_that_begin_like_settings(environment: dict[str, str], names: set[str]) -> None:
    assert unknown(environment) == names


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("KHARDEN_PROFIL", "KHARDEN_PROFILE"),
        ("KHARDEN_PROFILES", "KHARDEN_PROFILE"),
        ("KHARDEN_profile", "KHARDEN_PROFILE"),
        ("kharden_profile", "KHARDEN_PROFILE"),
        ("KHARDEN_LOG-FILE", "KHARDEN_LOG_FILE"),
        ("KHARDEN_LOGFILE", "KHARDEN_LOG_FILE"),
        ("KHARDEN_STRCIT", "KHARDEN_STRICT"),
        ("KHARDEN_ASK_CLUSTERS", "KHARDEN_ASK_CLUSTER"),
        ("KHARDEN_REPROT", "KHARDEN_REPORT"),
        ("KHARDEN_NAMESAPCE", "KHARDEN_NAMESPACE"),
        ("KHARDEN_MOD", "KHARDEN_MODE"),
    ],
)
def test_a_mistyped_setting_is_refused_with_the_one_that_was_meant(name: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is not a setting of kharden; did you mean {meant}"):
        warning([name], strict=False)


@pytest.mark.parametrize("name", ["KHARDEN_VERSION", "KHARDEN_IMAGE", "KHARDEN_BIN", "KHARDEN_SHA256"])
def test_a_variable_like_no_setting_is_reported(name: str) -> None:
    assert name in warning([name], strict=False)
    with pytest.raises(UsageError, match=name):
        warning([name], strict=True)


@pytest.mark.parametrize("service", ["KHARDEN", "KHARDEN_REPORT", "KHARDEN_2"])
@pytest.mark.parametrize(
    "ending",
    [
        "SERVICE_HOST",
        "SERVICE_PORT",
        "SERVICE_PORT_HTTP_METRICS",
        "PORT",
        "PORT_8080_TCP",
        "PORT_8080_TCP_PROTO",
        "PORT_8080_TCP_PORT",
        "PORT_53_UDP_ADDR",
    ],
)
def test_nobody_typed_what_a_service_of_that_name_brings(service: str, ending: str) -> None:
    assert warning([f"{service}_{ending}"], strict=True) == ""


def test_what_is_read_elsewhere_is_no_stranger() -> None:
    assert warning(ELSEWHERE, strict=True) == ""
