"""Records what transformers makes of conversations by the chat templates of ModelTemplateTest and PieceTemplateTest.

    venv/bin/python policy/src/test/python/record_chat.py policy/src/test/resources/dev/agon/policy/chat

Every *.jinja of the directory is applied to every conversation; cases.json holds the texts, or the message with which a
template refuses a conversation, and the day of the recording, which some write. Recorded with transformers 5.23.0 and
jinja2 3.1.6.
"""

import datetime
import json
import sys
from pathlib import Path

import tokenizers
import transformers


def said(*contents):
    return [dict(role=role, content=content) for role, content in contents]


CONVERSATIONS = [
    said(("user", "Hi")),
    said(("system", "Be kind."), ("user", "What is <b>\"5 & 6\"</b>?")),
    said(("user", "  Spaces \n"), ("assistant", " Hello\n\n"), ("user", "Line\n\n  two\n{{ no }} {% code %}")),
    said(("system", " Short. "), ("user", "A"), ("assistant", "<think>\nwell\n</think>\n\nB"), ("user", "Größe 漢字 🙂 \\n 'x'")),
    said(("user", "A"), ("user", "B")),
    said(("user", "A"), ("system", "Midway."), ("user", "<tool>B</tool>")),
    said(("user", "A"), ("assistant", ""), ("user", "")),
]


def main(directory):
    inner = tokenizers.Tokenizer(tokenizers.models.WordLevel({"<s>": 0, "</s>": 1}, unk_token="<s>"))
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=inner, bos_token="<s>", eos_token="</s>")
    cases = []
    for file in sorted(directory.glob("*.jinja")):
        tokenizer.chat_template = file.read_text()
        for conversation in CONVERSATIONS:
            case = dict(template=file.name, messages=conversation)
            try:
                case["text"] = tokenizer.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True)
            except Exception as refusal:
                case["refusal"] = str(refusal)
            cases.append(case)
    recorded = dict(today=datetime.date.today().isoformat(), cases=cases)
    (directory / "cases.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
