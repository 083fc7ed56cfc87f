"""The commands of ``handrail``, one subject a file; each imports what it needs only when it runs."""
