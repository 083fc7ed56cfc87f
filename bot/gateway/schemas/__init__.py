"""What the API takes and answers, one file a subject. Field names are the API's; ``docs/api.md`` tells the story."""
