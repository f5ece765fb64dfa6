"""Records the adapters that AdaptersTest compares with: what PEFT computes with small random ones.

    python -m venv venv && venv/bin/pip install torch==2.7.1 transformers==5.23.0 peft==0.21.2
    venv/bin/python policy/src/test/python/record_adapters.py policy/src/test/resources/dev/agon/policy/decoder

Under adapters/ each directory is an adapter as PEFT saves it, of a model under families/ that its configuration names, and
expected.safetensors: for the text (T), int64, the logits (T, V) in fp32 of an uncached pass with the adapter applied on the fly.
"""

import json
import sys
from pathlib import Path

import peft
import safetensors.torch
import torch
import transformers

ADAPTERS = {
    "plain": ("llama", dict(r=3, lora_alpha=6, target_modules=["q_proj", "v_proj"])),
    "stabilized": ("llama", dict(r=4, lora_alpha=2, use_rslora=True, lora_dropout=0.1, target_modules="all-linear")),
    "pattern": ("qwen3", dict(r=1, lora_alpha=1, target_modules=r".*\.1\.mlp\.(up|down)_proj")),
    "transposed": ("gpt2", dict(r=2, lora_alpha=3, fan_in_fan_out=True, target_modules=["c_attn", "c_proj"])),
}


def record(root, name, family, settings, seed):
    base = transformers.AutoModelForCausalLM.from_pretrained(
        root / "families" / family, dtype=torch.float32, attn_implementation="eager")
    model = peft.get_peft_model(base, peft.LoraConfig(task_type="CAUSAL_LM", **settings)).eval()
    generator = torch.Generator().manual_seed(seed)
    for tensor_name, tensor in model.named_parameters():
        if ".lora_" in tensor_name:
            tensor.data.copy_(0.2 * torch.randn(tensor.shape, generator=generator))
    directory = root / "adapters" / name
    model.save_pretrained(directory)
    (directory / "README.md").unlink()
    config = json.loads((directory / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = f"families/{family}"
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()  # PEFT keeps a set
    (directory / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    text = torch.randint(1, base.config.vocab_size, (11,), generator=generator)
    with torch.no_grad():
        logits = model(input_ids=text.unsqueeze(0), use_cache=False).logits[0]
        with model.disable_adapter():
            moved = float((logits - model(input_ids=text.unsqueeze(0), use_cache=False).logits[0]).abs().max())
    safetensors.torch.save_file({"text": text, "logits": logits.contiguous()}, directory / "expected.safetensors")
    print(f"{name:12} {family:8} moves a logit by up to {moved:.2f}")


def main(root):
    torch.set_num_threads(1)
    for seed, (name, (family, settings)) in enumerate(ADAPTERS.items()):
        record(root, name, family, settings, seed)
    (root / "adapters" / "README.md").write_text(
        "Small random adapters and what PEFT computes with them, recorded by `policy/src/test/python/record_adapters.py`\n"
        f"with torch {torch.__version__.split('+')[0]}, transformers {transformers.__version__} and PEFT {peft.__version__}.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
