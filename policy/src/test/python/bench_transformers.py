"""One round of PolicyBenchTest's work by transformers and PyTorch: the same weights, batches and threads. Prints JSON, seconds.

    python bench_transformers.py MODEL_DIRECTORY
    python bench_transformers.py MODEL_DIRECTORY memory        three training steps: resident bytes before, and their peak
    python bench_transformers.py MODEL_DIRECTORY checkpointing the same, computing each layer again

Needs torch and transformers; PolicyBenchTest and MemoryBenchTest run it (-Dagon.bench.python=venv/bin/python).
"""

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM

THREADS = 2
PROMPT, NEW = 16, 128
PAIRS, LENGTH, GIVEN = 8, 128, 32
BETA = 0.1


def sampling(model, rows):
    ids = torch.randint(1, 256, (rows, PROMPT), generator=torch.Generator().manual_seed(3))
    begin = time.perf_counter()
    with torch.inference_mode():
        out = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=True, temperature=1.0, top_k=0,
                             max_new_tokens=NEW, pad_token_id=0)
    assert out.shape == (rows, PROMPT + NEW)
    return time.perf_counter() - begin


def completion_log_probs(model, ids):
    logits = model(input_ids=ids, logits_to_keep=LENGTH - GIVEN + 1).logits[:, :-1]  # of the completions alone, as Agon
    log_probs = torch.log_softmax(logits, -1)
    return torch.gather(log_probs, 2, ids[:, GIVEN:].unsqueeze(2)).squeeze(2).sum(1)


def step(model, optimizer):
    ids = torch.randint(1, 256, (2 * PAIRS, LENGTH), generator=torch.Generator().manual_seed(5))
    begin = time.perf_counter()
    sums = completion_log_probs(model, ids)
    margins = BETA * (sums[0::2] - sums[1::2])
    torch.nn.functional.softplus(-margins).mean().backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return time.perf_counter() - begin


def resident(field):
    """Bytes, as the system counts them (proc(5), "status")."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))


def memory(directory, again):
    torch.set_num_threads(THREADS)
    before = resident("VmRSS")
    model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32)
    if again:
        model.gradient_checkpointing_enable()
    model.train(again)  # transformers computes layers again in training only; the model has no dropout
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)
    seconds = min(step(model, optimizer) for _ in range(3))
    json.dump({"before": before, "peak": resident("VmHWM"), "seconds": seconds}, sys.stdout)


def main():
    if len(sys.argv) > 2:
        memory(sys.argv[1], sys.argv[2] == "checkpointing")
        return
    torch.set_num_threads(THREADS)
    model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
    model.eval()  # no dropout in either
    model.generation_config.eos_token_id = None  # no answer ends early
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)
    figures = {}
    for name, work in (("batch", lambda: sampling(model, 32)), ("single", lambda: sampling(model, 1)),
                       ("step", lambda: step(model, optimizer))):
        work()
        work()
        figures[name] = min(work() for _ in range(3))
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
