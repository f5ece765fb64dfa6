"""Checks that PEFT loads the adapters that Agon trained, with no warning and every tensor in its place, and computes the same.

    mvn -pl policy -am test -Dtest=AdaptersTest -Dsurefire.failIfNoSpecifiedTests=false -Dagon.adapters=/tmp/saved
    venv/bin/python policy/src/test/python/check_adapters.py /tmp/saved

One line an adapter: the greatest difference of a logit on the fly and merged, and how far the adapter moves one. The exit status
is 1 if one differs by more than 1e-4, moves nothing, was loaded with a warning, or lacks a tensor.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

import peft
import safetensors.torch
import torch
import transformers


class Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def logits(model, text):
    with torch.no_grad():
        return model(input_ids=text.long().unsqueeze(0), use_cache=False).logits[0].flatten()


def check(directory):
    base = json.loads((directory / "adapter_config.json").read_text())["base_model_name_or_path"]
    model = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager").eval()
    agon = safetensors.torch.load_file(directory / "agon.safetensors")
    moved = float((logits(model, agon["text"]) - agon["logits"]).abs().max())
    collector = Collector()
    for name in ("peft", "transformers"):
        logging.getLogger(name).addHandler(collector)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", FutureWarning)  # what PEFT uses of transformers, whatever the adapter
        adapted = peft.PeftModel.from_pretrained(model, directory).eval()
    saved = safetensors.torch.load_file(directory / "adapter_model.safetensors")
    placed = {name.replace(".default", ""): tensor for name, tensor in adapted.named_parameters() if ".lora_" in name}
    lacking = {name for name in placed.keys() | saved.keys()
               if name not in placed or name not in saved or not torch.equal(placed[name], saved[name])}
    fly = float((logits(adapted, agon["text"]) - agon["logits"]).abs().max())
    merged = float((logits(adapted.merge_and_unload(), agon["text"]) - agon["logits"]).abs().max())
    complaints = collector.lines + [str(one.message) for one in caught]
    print(f"{directory.name:40} {fly:.2e} {merged:.2e} moves {moved:.2f} {lacking or ''} {complaints or ''}")
    return max(fly, merged) <= 1e-4 < moved and not lacking and not complaints


if __name__ == "__main__":
    transformers.utils.logging.disable_progress_bar()
    sys.exit(0 if all([check(directory) for directory in sorted(Path(sys.argv[1]).iterdir())]) else 1)
