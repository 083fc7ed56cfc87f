"""The only public process: HTTP in, server-sent events out.

It checks who asks and what they may do, reads requests into models, calls one service, and answers with a model. It holds no
rule of care and no SQL.
"""
