"""The audit: alongside every hop.

``log`` appends to the hash chain, ``verify`` proves that nobody changed it, ``transcripts`` lets a supervisor search and read
conversations, ``reviews`` keeps their ratings. Refuses to show a transcript whose reading it could not record.
"""
