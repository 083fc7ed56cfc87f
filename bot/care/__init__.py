"""Hop 6, and the message's home: conversations, cases and their clocks.

``Conversations`` commits what people say before anything else sees it and lets nobody speak who does not own the conversation.
``Cases`` opens exactly one case for a flagged message and is the only place where a case changes its status. Both refuse: a second
case for a message, a reply composed under an earlier epoch, a claim on what somebody else holds.
"""
