"""A real transformer, tiny and random, held to a JSON schema while it writes: well formed by
construction, and without any sense.

Everything is made here, offline: a byte-level tokenizer learnt on the corpus, a GPT-2 of two layers
drawn from a seed, and
llguidance, which says at each step which tokens the schema allows.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assistant.settings import ROOT

VOCABULARY, WIDTH, LAYERS = 600, 48, 2
POSITIONS, KEPT = 2_048, 64
LONGEST, MOST = 48, 2
END = "<fin>"


class TinyModel:
    """Writes objects of a schema, the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        import numpy as np
        import torch
        from llguidance import LLTokenizer
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
        from transformers import GPT2Config, GPT2LMHeadModel

        torch.manual_seed(seed)
        self.tokenizer = Tokenizer(models.BPE())
        self.tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        self.tokenizer.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=VOCABULARY,
            special_tokens=[END],
            initial_alphabet=alphabet,
            show_progress=False,
        )
        self.tokenizer.train([str(ROOT / "corpus/documents/cpom-occitanie.txt")], trainer)
        size = self.tokenizer.get_vocab_size()
        self.end = self.tokenizer.token_to_id(END)
        sizes = {
            "vocab_size": size,
            "n_positions": POSITIONS,
            "n_embd": WIDTH,
            "n_layer": LAYERS,
            "n_head": 2,
        }
        self.network = GPT2LMHeadModel(
            GPT2Config(**sizes, bos_token_id=self.end, eos_token_id=self.end)
        ).eval()
        self.guide = LLTokenizer(self.tokenizer.to_str(), n_vocab=size, eos_token=self.end)
        self.draws = np.random.default_rng(seed)

    def write(self, schema: Mapping[str, Any], longest: int = 1_900, texts: int = LONGEST) -> str:
        """An object of the schema, drawn token by token among those allowed; what the schema alone
        decides is not drawn.

        A text longer than the model's memory is written on, from its last tokens.
        """
        import numpy as np
        import torch
        from llguidance import LLMatcher
        from llguidance.numpy import (
            allocate_token_bitmask,
            apply_token_bitmask_inplace,
            fill_next_token_bitmask,
        )

        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # so small a network waits for its threads more than it computes
        matcher = LLMatcher(
            self.guide,
            LLMatcher.grammar_from_json_schema(
                json.dumps(_bounded(schema, texts)), overrides={"whitespace_flexible": False}
            ),
        )
        mask = allocate_token_bitmask(1, self.network.config.vocab_size)
        new, past, said = [self.end], None, []
        with torch.inference_mode():
            while not matcher.is_stopped() and len(said) < longest:
                if past is not None and past.get_seq_length() + len(new) > POSITIONS:
                    new, past = said[-KEPT:], None
                out = self.network(torch.tensor([new]), past_key_values=past, use_cache=True)
                past, logits = out.past_key_values, out.logits[:, -1, :].float().numpy()
                fill_next_token_bitmask(matcher, mask)
                apply_token_bitmask_inplace(logits, mask)
                token = int(
                    np.argmax(logits[0] + self.draws.gumbel(size=logits.shape[1]))
                )  # a draw from the softmax (Gumbel 1954)
                if token == self.end:
                    break
                assert matcher.consume_token(token), matcher.get_error()
                new = [token, *matcher.compute_ff_tokens()]
                assert matcher.consume_tokens(new[1:]), matcher.get_error()
                said += new
        torch.set_num_threads(threads)
        return str(self.tokenizer.decode(said, skip_special_tokens=False))


def _bounded(schema: Any, texts: int) -> Any:
    """The schema with bounds on its texts and lists: a random writer would otherwise never end
    one.
    """
    if isinstance(schema, list):
        return [_bounded(each, texts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _bounded(each, texts) for name, each in schema.items()}
    if made.get("type") == "string" and not made.keys() & {
        "enum",
        "const",
        "maxLength",
        "format",
        "pattern",
    }:
        made["maxLength"] = texts
    if made.get("type") == "array" and "maxItems" not in made:
        made |= {
            "minItems": made.get("minItems", 1),
            "maxItems": max(MOST, made.get("minItems", 1)),
        }
    return made


@lru_cache(maxsize=1)
def tiny() -> TinyModel:
    """One for a whole process."""
    return TinyModel()
