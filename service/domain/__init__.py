"""The pure core: facts, policy, decision, explanation, writing and checking. Standard library only, no I/O."""
