"""Records which probabilities transformers leaves of a distribution, for SamplingTest.

    python record_sampling.py > ../resources/dev/agon/policy/decoder/sampling.json

Needs torch and transformers. The logits are drawn with a fixed seed; some are equal on purpose, but not where top-p is used:
which of equally likely tokens that leaves depends on the sorting there.
"""

import json
import sys

import torch
import transformers
from transformers import MinPLogitsWarper, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

VOCABULARY = 24
SETTINGS = [  # temperature, top-k, top-p, min-p
    (1.0, 0, 1.0, 0.0),
    (0.7, 0, 1.0, 0.0),
    (1.0, 1, 1.0, 0.0),
    (1.0, 5, 1.0, 0.0),
    (1.3, 100, 1.0, 0.0),
    (1.0, 0, 0.9, 0.0),
    (1.0, 0, 0.3, 0.0),
    (1.0, 0, 0.01, 0.0),
    (1.0, 0, 1.0, 0.1),
    (1.0, 0, 1.0, 1.0),
    (0.8, 10, 0.8, 0.05),
    (1.5, 12, 0.95, 0.2),
]

EQUAL = (1, 2)  # rows with equal logits


def left(logits, temperature, top_k, top_p, min_p):
    x = logits.unsqueeze(0)
    if temperature != 1.0:
        x = TemperatureLogitsWarper(temperature)(None, x)
    if top_k > 0:
        x = TopKLogitsWarper(top_k)(None, x)
    if top_p < 1.0:
        x = TopPLogitsWarper(top_p)(None, x)
    if min_p > 0.0:
        x = MinPLogitsWarper(min_p)(None, x)
    return torch.softmax(x, -1)[0].tolist()


def main():
    generator = torch.Generator().manual_seed(7)
    rows = torch.round(torch.randn(6, VOCABULARY, generator=generator) * 2, decimals=3)
    rows[1, 3:8] = rows[1].max()  # the likeliest are equally likely
    rows[2, 4:12] = rows[2].sort().values[-5]  # so are those at the edge of the likeliest five
    cases = [
        {
            "logits": [round(x, 4) for x in row.tolist()],
            "temperature": settings[0],
            "top_k": settings[1],
            "top_p": settings[2],
            "min_p": settings[3],
            "probabilities": [round(p, 8) for p in left(row, *settings)],
        }
        for i, row in enumerate(rows)
        for settings in SETTINGS
        if i not in EQUAL or settings[2] == 1.0
    ]
    origin = f"record_sampling.py, transformers {transformers.__version__}, torch {torch.__version__}"
    json.dump({"origin": origin, "cases": cases}, sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
