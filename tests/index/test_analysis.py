"""The German of whole dictionaries by kernels is that of one form at a time."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numba
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.german import german
from index.german.analysis import analyse
from index.german.stem_kernels import agrees, stem_lengths
from index.kernels.code_points import Words
from index.kernels.hash_kernels import hash_spans
from index.kernels.hashing import text_hashes

PLAIN = "aeiouybcdfghklmnqrstuwzx"
STEMS = st.text(st.sampled_from(PLAIN + "äöüßAEIU"), max_size=8)
WORDS_OF_RULES = (
    "e em en er ern erin erinnen es s ln lns est st et end ung ig ik isch lich heit keit nis niss syst tick plan "
    "geordn intern tr eig qu au y 's 'sch ' *innen :in In Innen aü eüb ﬁ é ſ Σ я"
)
ENDINGS = st.lists(st.sampled_from(WORDS_OF_RULES.split()), max_size=4).map("".join)
FORMS = st.one_of(
    st.builds(str.__add__, STEMS, ENDINGS).filter(bool),
    st.text(min_size=1, max_size=12).filter(lambda form: "\n" not in form),
    st.text(st.characters(max_codepoint=0x17F), min_size=1, max_size=12).filter(lambda form: "\n" not in form),
)


@given(st.lists(FORMS, max_size=20))
@example(["Straße", "STRASSE", "geübt", "Liveübertragung", "BürgerInnen", "Bürger*innenrat", "Maſse", "Verhältnisse"])
@settings(max_examples=300, deadline=None)
def test_many_forms_are_folded_and_stemmed_as_each_alone(forms: list[str]) -> None:
    analysis = analyse(forms)
    assert analysis is not None
    assert analysis.fold_texts(forms).tolist() == german.folds(forms)
    assert analysis.stem_sizes(forms).tolist() == [len(stem) for stem in german.stems(forms)]
    assert [capital for capital, simple in zip(analysis.capital, analysis.simple, strict=True) if simple] == [
        form[0].isupper() for form, simple in zip(forms, analysis.simple, strict=True) if simple
    ]


@given(st.lists(st.builds(str.__add__, st.text(st.sampled_from(PLAIN), max_size=7), ENDINGS.map(german.fold))))
@settings(max_examples=300, deadline=None)
def test_the_stemmer_is_that_of_the_package(folds: list[str]) -> None:
    words = [word for word in folds if word.replace("'", "").isalpha() and word.isascii()]
    assert stem_lengths(*Words.of(words)).tolist() == [len(german.stem(word)) for word in words]


def test_nearly_all_german_forms_are_analysed_by_kernels() -> None:
    analysis = analyse(["Straße", "Übung", "Äquator", "gegangen", "Café", "2024", "Zürich"])
    assert analysis is not None
    assert analysis.simple.all()


def test_kernels_that_an_older_version_compiled_are_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of compiled kernels names the classes that they are called with; an update may take one away."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    module = tmp_path / "old_kernels.py"
    source = """
from typing import NamedTuple
from index.kernels.jit import kernel
class {name}(NamedTuple):
    number: int
@kernel
def doubled(held):
    return 2 * held.number
"""
    for name in ("Before", "After"):
        module.write_text(source.format(name=name))
        spec = spec_from_file_location("old_kernels", module)
        assert spec is not None
        assert spec.loader is not None
        loaded = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "old_kernels", loaded)
        spec.loader.exec_module(loaded)
        assert loaded.doubled(getattr(loaded, name)(21)) == 42


def test_the_installed_package_has_the_rules_of_the_kernel() -> None:
    assert agrees()


@given(st.lists(st.text()))
def test_hashes_are_those_of_python(texts: list[str]) -> None:
    assert hash_spans(*Words.of(texts)).tolist() == text_hashes(texts).tolist()
