"""What measures speed, scale and detection; prints tables and writes them to ``benchmarks/results``.

Run with ``handrail bench``. Both assistants run on this machine one after the other, with the same load generator, and only
through their public HTTP interface.
"""
