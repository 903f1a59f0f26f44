"""Holds SlateLab's ranking metrics against ir-measures (trec_eval) and ranx, on files of `slatelab evaluate --trec DIR`.

    pip install ir-measures ranx
    python scripts/compare-trec.py DIR [DIR ...]

Prints a row a metric and exits with 1 when any two numbers differ by more than 1e-6. Not needed by any test.
"""

import json
import sys
from pathlib import Path

# What stands beside this file (a folder `coverage`) is no package, and numba must not take it for the one of that name.
sys.path.pop(0)
import ir_measures
import ranx

# SlateLab's name, ir-measures' and ranx's. One item a user is relevant, so HR@k, Success@k and R@k agree.
METRICS = [
    ("HR@1", "Success@1", "hit_rate@1"),
    ("HR@10", "Success@10", "hit_rate@10"),
    ("HR@10", "R@10", "recall@10"),
    ("nDCG@10", "nDCG@10", "ndcg@10"),
    ("MRR@10", "RR@10", "mrr@10"),
    ("MRR", "RR", "mrr"),
]
TOLERANCE = 1e-6


def compare(folder: Path) -> bool:
    own = json.loads((folder / "metrics.json").read_text())
    qrels, run = str(folder / "qrels.txt"), str(folder / "run.txt")
    measures = [ir_measures.parse_measure(name) for _, name, _ in METRICS]
    trec = ir_measures.calc_aggregate(
        measures, list(ir_measures.read_trec_qrels(qrels)), list(ir_measures.read_trec_run(run))
    )
    other = ranx.evaluate(
        ranx.Qrels.from_file(qrels, kind="trec"),
        ranx.Run.from_file(run, kind="trec"),
        [name for _, _, name in METRICS],
    )
    print(f"{folder}\n{'slatelab':>20} {'ir-measures':>22} {'ranx':>22}")
    agree = True
    for (mine, irm, rnx), measure in zip(METRICS, measures):
        values = [own[mine], trec[measure], float(other[rnx])]
        agree &= max(values) - min(values) <= TOLERANCE
        print(f"{mine:>8} {values[0]:.9f} {irm:>10} {values[1]:.9f} {rnx:>11} {values[2]:.9f}")
    return agree


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(0 if all([compare(Path(folder)) for folder in sys.argv[1:]]) else 1)
