"""Records the ids that transformers gives a prompt, for PromptTokensTest.

    python record_prompts.py > ../resources/dev/agon/policy/tokenizer/prompts.json

Needs tokenizers and transformers. A tokenizer of a few words with each kind of post-processor, and beside it a
tokenizer_config.json whose add_bos_token and add_eos_token ask for something else.
"""

import json
import sys
import tempfile
from pathlib import Path

import transformers
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors

WORDS = ["<unk>", "<s>", "</s>", "a", "strong", "coffee", "is", "what"]
TEXTS = ["a strong coffee", "what is a coffee", "<s>a strong coffee", "coffee </s>", ""]
FLAGS = [{}, {"add_bos_token": True, "add_eos_token": True}, {"add_bos_token": False, "add_eos_token": False}]


def template(single):
    return processors.TemplateProcessing(single=single, pair=f"{single} $B", special_tokens=[("<s>", 1), ("</s>", 2)])


PROCESSORS = {
    "none": None,
    "begin": template("<s> $A"),
    "end": template("$A </s>"),
    "both": template("<s> $A </s>"),
    "twice": template("<s> <s> $A"),
    "bytes": processors.ByteLevel(trim_offsets=False),
    "sequence": processors.Sequence([processors.ByteLevel(trim_offsets=False), template("<s> $A")]),
}


def tokenizer(processor):
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in WORDS[:3]])
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    if processor is not None:
        made.post_processor = processor
    return made


def ids(directory, flags):
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", **flags}
    (directory / "tokenizer_config.json").write_text(json.dumps(config))
    read = transformers.AutoTokenizer.from_pretrained(directory)
    return [read(text).input_ids for text in TEXTS]


def main():
    cases = []
    for name, processor in PROCESSORS.items():
        with tempfile.TemporaryDirectory() as place:
            directory = Path(place)
            tokenizer(processor).save(str(directory / "tokenizer.json"))
            for flags in FLAGS:
                cases.append(
                    {
                        "name": name,
                        "flags": flags,
                        "tokenizer": json.loads((directory / "tokenizer.json").read_text()),
                        "ids": ids(directory, flags),
                    }
                )
    json.dump({"transformers": transformers.__version__, "texts": TEXTS, "cases": cases}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
