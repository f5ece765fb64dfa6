"""Records the models that FamiliesTest compares with: one small random network of each family, and what transformers says.

    python -m venv venv && venv/bin/pip install torch==2.7.1 transformers==5.23.0
    venv/bin/python policy/src/test/python/record_families.py policy/src/test/resources/dev/agon/policy/decoder/families

Each directory is a Hugging Face model as its family's files are found in the wild (old and new spellings of config.json, F32,
F16 and BF16, in one file and in shards, with and without prefixes) and expected.safetensors: for the texts text.i (T), int64,
the logits logits.i (T, V) in fp32, and for the prompts prompt.i the 64 most likely tokens greedy.i that follow. Logits come
from an uncached, unpadded pass with transformers' eager attention; README.md tells the versions and the margins.
"""

import json
import sys
from pathlib import Path

import safetensors.torch
import tokenizers
import torch
import transformers

VOCABULARY = 64
GREEDY = 64
SIZES = dict(vocab_size=VOCABULARY, hidden_size=24, intermediate_size=32, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=128, bos_token_id=None, eos_token_id=0, pad_token_id=None)


def old_spelling(config):
    """As transformers wrote it before version 5."""
    rope = config.pop("rope_parameters")
    if "full_attention" in rope:
        config["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        rope = rope["full_attention"]
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
    config["torch_dtype"] = config.pop("dtype")
    config.pop("layer_types", None)


def families():
    """Name, model, type of the file, bytes of a shard, change of config.json."""
    t = transformers
    yield ("llama", t.LlamaForCausalLM(t.LlamaConfig(
        **SIZES, num_hidden_layers=3, hidden_act="gelu", attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
        rope_parameters=dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                             original_max_position_embeddings=64))), torch.float32, 20_000, None)
    yield ("mistral", t.MistralForCausalLM(t.MistralConfig(
        **SIZES, num_hidden_layers=2, head_dim=8, sliding_window=8, tie_word_embeddings=False,
        rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=2.0))), torch.float16, None, old_spelling)
    yield ("qwen2", t.Qwen2ForCausalLM(t.Qwen2Config(
        **SIZES, num_hidden_layers=3, use_sliding_window=True, sliding_window=9, max_window_layers=1,
        tie_word_embeddings=True, rope_parameters=dict(rope_type="default", rope_theta=1000000.0))),
           torch.bfloat16, None, None)
    yield ("qwen3", t.Qwen3ForCausalLM(t.Qwen3Config(
        **SIZES, num_hidden_layers=2, head_dim=10, tie_word_embeddings=True,
        rope_parameters=dict(rope_type="dynamic", rope_theta=1000000.0, factor=2.0))), torch.float32, None, old_spelling)
    yield ("smollm3", t.SmolLM3ForCausalLM(t.SmolLM3Config(
        **SIZES, num_hidden_layers=3, no_rope_layer_interval=2, use_sliding_window=True, sliding_window=7,
        rope_parameters=dict(rope_type="default", rope_theta=2000000.0))), torch.bfloat16, None, None)
    yield ("gemma2", t.Gemma2ForCausalLM(t.Gemma2Config(
        **SIZES, num_hidden_layers=2, head_dim=8, query_pre_attn_scalar=5, sliding_window=8, attn_logit_softcapping=2.0,
        final_logit_softcapping=2.0)), torch.float32, None, old_spelling)
    yield ("gemma3", t.Gemma3ForCausalLM(t.Gemma3TextConfig(
        **SIZES, num_hidden_layers=4, head_dim=8, query_pre_attn_scalar=11, sliding_window=8, sliding_window_pattern=3,
        rope_parameters=dict(full_attention=dict(rope_type="linear", rope_theta=1000000.0, factor=8.0),
                             sliding_attention=dict(rope_type="default", rope_theta=10000.0)))),
           torch.bfloat16, None, old_spelling)
    yield ("gemma3-new", t.Gemma3ForCausalLM(t.Gemma3TextConfig(
        **SIZES, num_hidden_layers=2, head_dim=8, query_pre_attn_scalar=8, sliding_window=6, final_logit_softcapping=2.0,
        layer_types=["full_attention", "sliding_attention"])), torch.float32, 20_000, None)
    yield ("gpt2", t.GPT2LMHeadModel(t.GPT2Config(
        vocab_size=VOCABULARY, n_positions=128, n_embd=24, n_layer=2, n_head=4, bos_token_id=0, eos_token_id=0)),
           torch.float32, None, None)


def randomize(model, generator):
    """Weights that make every part of the network matter."""
    for name, weight in model.named_parameters():
        gemma = "gemma" in model.config.model_type  # norms multiply by 1 + weight
        values = torch.randn(weight.shape, generator=generator)
        if name.split(".")[-2] not in ("embed_tokens", "wte", "lm_head"):
            values = 0.3 * values
        elif gemma:
            values = 0.2 * values  # for it is scaled by the root of the width
        if weight.dim() == 1 and name.endswith("weight"):
            factors = (2 if gemma and ".post_" in name else 1) * (1 + values)
            if name in ("model.norm.weight", "transformer.ln_f.weight"):  # or a tied network repeats its last token
                factors = factors * torch.sign(torch.randn(weight.shape, generator=generator))
            values = factors - 1 if gemma else factors
        weight.data.copy_(values)


def save(model, name, directory, dtype, shard, change):
    inner = model.to(dtype)
    if name == "gpt2":  # as the first files of GPT-2 are: no output, no prefix, masks among the weights
        inner = inner.transformer
    inner.save_pretrained(directory, max_shard_size=shard or "1GB")
    (directory / "generation_config.json").unlink(missing_ok=True)
    if name == "gpt2":
        file = directory / "model.safetensors"
        tensors = safetensors.torch.load_file(file)
        for layer in range(model.config.n_layer):
            tensors[f"h.{layer}.attn.bias"] = torch.ones(4, 4).tril().reshape(1, 1, 4, 4)
        safetensors.torch.save_file(tensors, file, metadata={"format": "pt"})
    if name == "qwen3":  # as Qwen3's smaller files are: the tied output is among the weights
        file = directory / "model.safetensors"
        tensors = safetensors.torch.load_file(file)
        tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].clone()
        safetensors.torch.save_file(tensors, file, metadata={"format": "pt"})
    if change:
        config = json.loads((directory / "config.json").read_text())
        change(config)
        (directory / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    words = {"<end>": 0} | {f"w{i}": i for i in range(1, VOCABULARY)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="<end>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(["<end>"])
    tokenizer.save(str(directory / "tokenizer.json"), pretty=False)


def logits(model, ids):
    with torch.no_grad():
        return model(input_ids=ids.unsqueeze(0), use_cache=False).logits[0].float()


def greedy(model, prompt):
    """The continuation, and by how much its closest choice was won."""
    ids, margin = prompt, float("inf")
    for _ in range(GREEDY):
        best = torch.topk(logits(model, ids)[-1], 2)
        margin = min(margin, float(best.values[0] - best.values[1]))
        ids = torch.cat([ids, best.indices[:1]])
    return ids[len(prompt):], margin


def record(directory, generator):
    """Expectations of the model in a directory; none if a greedy choice is close, ends the text or is always the same."""
    model = transformers.AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager").eval()
    tensors, margins = {}, []
    for i, length in enumerate([5, 17, 40]):
        text = torch.randint(1, VOCABULARY, (length,), generator=generator)
        tensors[f"text.{i}"], tensors[f"logits.{i}"] = text, logits(model, text).contiguous()
    for i, length in enumerate([3, 11, 1]):
        prompt = torch.randint(1, VOCABULARY, (length,), generator=generator)
        found, margin = greedy(model, prompt)
        if margin < 1e-3 or 0 in found or len(set(found.tolist())) < 4:
            return None
        tensors[f"prompt.{i}"], tensors[f"greedy.{i}"] = prompt, found
        margins.append(margin)
    safetensors.torch.save_file(tensors, directory / "expected.safetensors")
    return min(margins)


def main(target):
    torch.set_num_threads(1)
    lines = []
    for name, model, dtype, shard, change in families():
        directory = target / name
        for seed in range(1, 1000):
            for file in directory.glob("*"):
                file.unlink()
            generator = torch.Generator().manual_seed(seed)
            randomize(model.float(), generator)
            save(model, name, directory, dtype, shard, change)
            margin = record(directory, generator)
            if margin is not None:
                break
        lines.append(f"| `{name}` | {seed} | {margin:.4f} |")
        print(lines[-1], flush=True)
    (target / "README.md").write_text(
        "Small random models and what transformers computes with them, recorded by `policy/src/test/python/record_families.py`\n"
        f"with torch {torch.__version__.split('+')[0]} and transformers {transformers.__version__}.\n\n"
        "| model | seed | least lead of a greedy token over the next, in logits |\n|---|---|---|\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
