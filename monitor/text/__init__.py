"""Letters, words, plain text: what every other room means by "the same word"."""
