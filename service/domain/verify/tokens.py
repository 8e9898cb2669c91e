"""From a sentence to tokens: the longest phrases that the words know, with their roles and which variant they name.

What stands in a passage, a fact or an allowed name counts as known without a role.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from service.domain.catalogue import Catalogue, One
from service.domain.verify.atoms import HAN, NAME, NUMBER, SIGN, Atom, atoms_of
from service.domain.verify.descriptions import described
from service.domain.verify.piece import BASE, CHAT, UNCLEAR, Token
from service.domain.verify.words import NO_ROLES, Roles, Words

_OTHER_THAN = {BASE: CHAT, CHAT: BASE}
_OWNING = frozenset({"'s", "的", "自带的", "自带", "自己的", "本身的", "原有的", "原来的", "own"})
_NAMING = frozenset({"topic:naming"})
_PLAIN = frozenset({"plain"})
_NOUNS = frozenset({"plain", "source", "frame", "measure", "report"})
_DESCRIBING = frozenset({"base", "chat", "raw", "tuned"})
_REFERRING = frozenset({"other", "latter", "former"})
SUFFIXES = {
    "-instruct": CHAT, "-chat": CHAT, "-it": CHAT, "-sft": CHAT, "-hf": "", "-base": BASE, "-pt": BASE,
}  # fmt: skip
_TALKING = re.compile(
    r"(?:(?:^|[^a-z])(?:an?|no|any|every|each|will|can|could|may|might|should|must|do|does|did|let|"
    r"they|you|we|who|people|users?|customers?|clients?|guests?|players?|visitors?|patients?|students?|readers?)|'s) $"
)
"""Before a `chat` in small letters that is no name: an article, or somebody who does it."""
_BEHIND_A_NAME = re.compile(
    r"(?! [a-z])|(?: (?:is|was|would|will|wins?|won|gets?|has|had|remains?|stays?|comes?|goes|does|over|than|rather|"
    r"instead|for|because|since|as|and|or|but|yet|here|there|first|now|then|when|if|unless|though|while|so|that|which|"
    r"alone|only|too|also|again|anyway|either|today|from|under|on|in|at|by|after|before|until)(?![a-z]))",
    re.I,
)
"""Behind a `chat` in small letters that may be a name: no word, or none that it would describe ("chat logs")."""
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿几半") | {"'s"}
VariantOf = Callable[[str], str | None]
"""Which variant the name of a checkpoint is: base, chat or None."""


def tokens_of(text: str, original: str, words: Words, variant_of: VariantOf, before: Sequence[str] = ()) -> list[Token]:
    """The tokens of `text`, which is `original` in lower case. `before` are the variants named before it, in order."""
    atoms = atoms_of(text)
    tokens: list[Token] = []
    at = 0
    while at < len(atoms):
        roles, used = _longest(atoms, at, words)
        tokens.append(_listed(atoms[at : at + used], roles) if used else _unlisted(atoms[at], variant_of))
        at += used or 1
    return _referring(_untuned(_possessive(described(_variants(tokens, original)))), before)


def _longest(atoms: Sequence[Atom], at: int, words: Words) -> tuple[Roles, int]:
    """The roles of the longest phrase at `at`, and how many atoms it has. A Chinese word without a stance gives way to
    one with a stance that overlaps its end."""
    roles, used = _match(atoms, at, words, len(atoms))
    if used > 1 and roles == _PLAIN and atoms[at].kind == HAN:
        for inside in range(at + 1, at + used):
            other, length = _match(atoms, inside, words, len(atoms))
            if other != _PLAIN and inside + length > at + used:
                return _match(atoms, at, words, inside)
    return roles, used


def _listed(atoms: Sequence[Atom], roles: Roles) -> Token:
    kind, text, start, end = atoms[0]
    if len(atoms) > 1:
        text, end = ("" if kind == HAN else " ").join([atom.text for atom in atoms]), atoms[-1].end
    return Token(text, kind, roles, start, end)


def _match(atoms: Sequence[Atom], at: int, words: Words, limit: int) -> tuple[Roles, int]:
    node, roles, used = words.root, NO_ROLES, 0
    for ahead in range(at, limit):
        child = node.next.get(atoms[ahead].text)
        if child is None:
            break
        node = child
        if node.roles:
            roles, used = node.roles, ahead + 1 - at
    return roles, used


def _unlisted(atom: Atom, variant_of: VariantOf) -> Token:
    token = Token(atom.text, atom.kind, NO_ROLES, atom.start, atom.end)
    if atom.kind == NAME:
        token.roles = _NAMING
        token.variant = SUFFIXES.get(atom.text) or variant_of(atom.text) or ""
    elif atom.kind not in (NUMBER, SIGN):
        token.known = atom.text in _NUMERALS
    return token


def _variants(tokens: list[Token], original: str) -> list[Token]:
    """Says of every token which variant it names; joins a describing word with the noun behind it."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not token.variant and token.roles.isdisjoint(_DESCRIBING):
            out.append(token)
            at += 1
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        noun = 0
        if following is not None and "model" in following.roles:
            noun = 1
        elif (
            following is not None
            and following.text == "的"
            and at + 2 < len(tokens)
            and "model" in tokens[at + 2].roles
        ):
            noun = 2
        variant = _named(token, bool(noun), original)
        if not variant and token.text == "chat" and _names_it(original, token):
            variant = CHAT
        if variant:
            last = tokens[at + noun]
            gap = " " if token.kind != HAN else ""
            text = token.text if not noun else token.text + gap + last.text
            about = {role for role in last.roles if ":" in role}
            out.append(Token(text, token.kind, token.roles | about, token.start, last.end, variant))
            at += noun + 1
        else:
            out.append(token)
            at += 1
    return out


def _untuned(tokens: list[Token]) -> list[Token]:
    """The untuned model that a result is compared with is no start: it names no variant."""
    for token, following in pairwise(tokens):
        if "untuned" in token.roles and following.variant:
            following.variant = ""
    return tokens


def _possessive(tokens: list[Token]) -> list[Token]:
    """A variant that only owns something ("Chat's own template", "Chat 自带的模板") is not what the clause is about."""
    for at, token in enumerate(tokens):
        owning = token.variant and at + 1 < len(tokens) and tokens[at + 1].text in _OWNING
        if owning and any("owned" in other.roles for other in tokens[at + 2 : at + 5]):
            token.variant = ""
    return tokens


def _referring(tokens: list[Token], before: Sequence[str]) -> list[Token]:
    """Says which variant "the latter" and "the other one" are, where the variants named before leave no doubt."""
    named = list(before)
    fresh = True
    for at, token in enumerate(tokens):
        if token.variant:
            named = [token.variant] if fresh else [*named, token.variant]
            fresh = False
            continue
        if not token.roles.isdisjoint(_REFERRING) and not _goes_on(tokens, at):
            token.variant = _referent(token.roles, named) or UNCLEAR
    return tokens


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a Chinese word such as 另一个 only describes a noun behind it (另一个问题)."""
    following = tokens[at + 1 : at + 2]
    return tokens[at].kind == HAN and bool(following) and _describes(following[0])


def _describes(token: Token) -> bool:
    return token.kind == HAN and len(token.text) > 1 and token.roles <= _NOUNS


def _referent(roles: Roles, named: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(named))
    if "other" in roles:
        return _OTHER_THAN[distinct[0]] if len(distinct) == 1 and distinct[0] in _OTHER_THAN else ""
    if len(distinct) != 2 or UNCLEAR in distinct:
        return ""
    return distinct[1] if "latter" in roles else distinct[0]


def _named(token: Token, before_noun: bool, original: str) -> str:
    if token.variant:
        return token.variant
    roles = token.roles
    if "base" in roles and "chat" not in roles:
        return BASE
    if "chat" in roles and (token.text != "chat" or before_noun or original[token.start].isupper()):
        return CHAT
    if before_noun and "raw" in roles:
        return BASE
    if before_noun and "tuned" in roles:
        return CHAT
    return ""


def _names_it(original: str, token: Token) -> bool:
    """Whether `chat` in small letters is the variant's name ("pick chat") and no talk ("users chat", "chat logs")."""
    talk = _TALKING.search(original.lower(), 0, token.start)
    return talk is None and _BEHIND_A_NAME.match(original, token.end) is not None


def variants_by(catalogue: Catalogue) -> VariantOf:
    """Which variant a checkpoint's name denotes: its suffix says, or the catalogue for a name without one."""

    def variant_of(name: str) -> str | None:
        parts = name.replace("_", "-").split("-")
        for part in parts:
            if "-" + part in SUFFIXES:
                return SUFFIXES["-" + part] or CHAT
        found = catalogue.resolve(name)
        if isinstance(found, One):
            return found.variant or found.pair.bare_name
        return None

    return variant_of
