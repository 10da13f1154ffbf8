"""From what the rules saw to what a chat is told: whom, in which words, and what Telegram's answer changes."""
