"""Tokens cannot be guessed, and the stored hash does not give them back."""

from leadership.lib import tokens


def test_random_tokens_differ_and_carry_128_bits():
    made = {tokens.random_token() for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(token) == 22 for token in made)


def test_a_derived_token_is_the_same_every_time_and_another_for_each_part():
    same = {tokens.derived_token(secret="s", purpose="p", key="k") for _ in range(2)}
    others = {
        tokens.derived_token(secret="other", purpose="p", key="k"),
        tokens.derived_token(secret="s", purpose="other", key="k"),
        tokens.derived_token(secret="s", purpose="p", key="other"),
    }

    assert len(same) == 1
    assert len(same | others) == 4


def test_the_hash_tells_nothing_of_the_token():
    token = tokens.random_token()

    assert tokens.token_hash(token) == tokens.token_hash(token)
    assert token not in tokens.token_hash(token)
    assert len(tokens.token_hash(token)) == 64
