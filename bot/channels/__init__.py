"""Hop 1: a provider's payload in, an ``InboundMessage`` out, and back. One file a channel."""
