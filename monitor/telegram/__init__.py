"""The Bot API: one message out, one receipt back; and what setting up a chat needs."""
