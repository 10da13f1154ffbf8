"""rules.yaml -> RuleBook -> Reading: the language of the rules file, and what it sees in an article."""
