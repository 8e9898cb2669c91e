"""Tests of the two policies as data: golden cases, second opinions of other evaluators, proofs, mutants."""
