"""The audit: alongside every hop.

``log`` appends to the hash chain, ``verify`` proves that nobody changed it, ``transcripts`` lets a supervisor search and read
conversations, ``readings`` records that a therapist does, ``reviews`` keeps ratings. Refuses to show what it could not record the
reading of.
"""
