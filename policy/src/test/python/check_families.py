"""Checks that transformers loads what Agon saved, with no warning and every weight in its place, and computes the same.

    mvn -pl policy -am test -Dtest=FamiliesTest -Dsurefire.failIfNoSpecifiedTests=false -Dagon.families=/tmp/saved
    venv/bin/python policy/src/test/python/check_families.py /tmp/saved

One line a model: its class, the greatest difference of a logit. The exit status is 1 if a model differs by more than 1e-4, was
loaded with a warning, or lacks a weight.
"""

import logging
import sys
import warnings
from pathlib import Path

import safetensors.torch
import torch
import transformers


class Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def check(directory):
    collector = Collector()
    logging.getLogger("transformers").addHandler(collector)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model, info = transformers.AutoModelForCausalLM.from_pretrained(
            directory, attn_implementation="eager", output_loading_info=True)
        transformers.AutoTokenizer.from_pretrained(directory)
        transformers.GenerationConfig.from_pretrained(directory)
    logging.getLogger("transformers").removeHandler(collector)
    agon = safetensors.torch.load_file(directory / "agon.safetensors")
    with torch.no_grad():
        logits = model.eval()(input_ids=agon["text"].long().unsqueeze(0), use_cache=False).logits[0]
    difference = float((logits.flatten() - agon["logits"]).abs().max())
    faults = {name: value for name, value in info.items() if value}
    complaints = collector.lines + [str(one.message) for one in caught]
    print(f"{directory.name:12} {type(model).__name__:20} {logits.dtype} {difference:.2e} {faults or ''} {complaints or ''}")
    return difference <= 1e-4 and not faults and not complaints


if __name__ == "__main__":
    transformers.utils.logging.disable_progress_bar()
    sys.exit(0 if all([check(directory) for directory in sorted(Path(sys.argv[1]).iterdir())]) else 1)
