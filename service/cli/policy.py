"""`policy check|show|diff`: proofs over a policy, a picture of it, and where two of them differ."""

import argparse
import sys
import time
from typing import Any

from service.assemble import Workbench
from service.cli.shared import fact, house, print_json


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    policy = commands.add_parser("policy", help="proofs over a policy, a picture of it, what differs")
    actions = policy.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="prove that every case gets one verdict and every rule can win")
    check.add_argument("policy", nargs="*", metavar="POLICY", help="guide, field or a policy file (default: both)")
    check.add_argument("--json", action="store_true", help="print the proofs as JSON")
    check.set_defaults(run=_check)
    show = actions.add_parser("show", help="draw a policy as a Mermaid flowchart")
    show.add_argument("policy", metavar="POLICY", help="guide or field")
    show.add_argument("--fact", type=fact, action="append", default=[], metavar="NAME=VALUE", help="draw a case's path")
    show.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the drawing")
    show.set_defaults(run=_show)
    diff = actions.add_parser("diff", help="the cases in which two policies, or two versions, differ")
    diff.add_argument("old", metavar="A", help="guide, field, a policy file, or the hash of a kept version")
    diff.add_argument("new", metavar="B", help="likewise")
    diff.add_argument("--receipts", action="store_true", help="also list the stored decisions of A that B would change")
    diff.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the conditions")
    diff.set_defaults(run=_diff)


def _check(arguments: argparse.Namespace) -> int:
    sound = True
    with house() as built:
        bench = Workbench(built)
        for name in arguments.policy or bench.policy_names():
            start = time.perf_counter()
            proof = bench.proof(name)
            seconds = time.perf_counter() - start
            sound = sound and not proof["faults"]
            if arguments.json:
                print_json(proof)
            else:
                _print_proof(proof, seconds)
    return 0 if sound else 1


def _print_proof(proof: Any, seconds: float) -> None:
    size = f"{proof['cases']:,} cases in {proof['classes']:,} classes"
    print(f"{proof['policy']} {proof['version'][:12]}: {size}, {seconds:.1f} s")
    print(f"  {'rule':6} {'wins':>14} {'holds':>14}  entries")
    for rule in proof["rules"]:
        print(f"  {rule['rule']:6} {rule['wins']:14,} {rule['holds']:14,}  {len(rule['entries'])}")
    print(f"  {len(proof['overlaps'])} pairs of rules overlap; the first outranks the second:")
    for overlap in proof["overlaps"]:
        agree = "same verdict" if overlap["agree"] else "other verdict"
        print(f"    {overlap['first']:6} {overlap['second']:6} {overlap['cases']:14,} cases, {agree}")
    for fault in proof["faults"]:
        print(f"  FAULT {fault}", file=sys.stderr)
    if not proof["faults"]:
        print("  sound: every case gets exactly one verdict, every rule wins somewhere and has its entries")


def _show(arguments: argparse.Namespace) -> int:
    with house() as built:
        print(Workbench(built).drawing(arguments.policy, arguments.lang, dict(arguments.fact)), end="")
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    with house() as built:
        bench = Workbench(built)
        paragraphs = bench.difference(arguments.old, arguments.new, arguments.lang)
        flips = bench.flips(arguments.old, arguments.new) if arguments.receipts else []
    print("\n\n".join(paragraphs) if paragraphs else "No case gets another verdict.")
    if arguments.receipts:
        print(f"\n{len(flips)} stored decisions would change")
        for receipt, before, after in flips:
            print(f"  {receipt}  {before} -> {after}")
    return 0
