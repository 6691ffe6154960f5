"""Reading settings from the environment: what is missing or wrong is said in a sentence."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from wtb_site import env


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch):
    for name in (*env.REQUIRED, "WTB_START"):
        monkeypatch.delenv(name, raising=False)


def test_only_manage_py_without_any_variable_starts_embedded(monkeypatch):
    assert not env.is_embedded()
    monkeypatch.setenv("WTB_START", "manage")
    assert env.is_embedded()
    monkeypatch.setenv("ALLOWED_HOSTS", "portfolio.school.example")
    assert not env.is_embedded()


def test_each_missing_variable_is_named(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.require()
    assert str(refusal.value).startswith("Set ALLOWED_HOSTS, DATABASE_URL in the environment.")


def test_nothing_is_refused_when_everything_is_set(monkeypatch):
    for name in env.REQUIRED:
        monkeypatch.setenv(name, "something")
    assert env.require() is None


def test_a_flag_is_true_or_false_and_nothing_else(monkeypatch):
    assert env.flag("DEBUG") is False
    monkeypatch.setenv("DEBUG", "True")
    assert env.flag("DEBUG") is True
    monkeypatch.setenv("DEBUG", "yes")
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be True or False, not 'yes'"):
        env.flag("DEBUG")


def test_a_number_is_whole_and_not_negative(monkeypatch):
    assert env.number("MAX_FILE_MB", 100) == 100
    monkeypatch.setenv("MAX_FILE_MB", "-1")
    with pytest.raises(ImproperlyConfigured, match="MAX_FILE_MB must be a whole number, not '-1'"):
        env.number("MAX_FILE_MB", 100)


def test_words_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "one.example, two.example,")
    assert env.words("ALLOWED_HOSTS") == ["one.example", "two.example"]


def test_the_embedded_secret_key_is_made_once_and_is_private(tmp_path):
    key = env.embedded_secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert env.embedded_secret_key(tmp_path / "data") == key
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
