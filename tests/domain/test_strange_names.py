"""Names written like a checkpoint: found whatever they are called, and only those."""

import pytest

from service.domain.strange_names import strange_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Is there a base for Foobar-9B?", ["Foobar-9B"]),
        ("Foobar-9B有底座吗", ["Foobar-9B"]),
        ("acme/Widget_2-70B-Instruct or Narwhal-1.5b", ["acme/Widget_2-70B-Instruct", "Narwhal-1.5b"]),
        ("Narwhal-2-70B", ["Narwhal-2-70B"]),
        ("a 7B on one A100-80GB card, 4-bit", []),
        ("GPT-4 labelled it", []),
        ("https://example.org/models", []),
    ],
)
def test_names_with_a_size_joined_to_them(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in strange_names(text)] == names
