"""Hop 4: the dialogue. ``Turns`` takes a committed message through screening, safety reply, Rasa and the answer.

Outside Rasa: ``turns``, ``client``, ``locks``. Inside Rasa: ``rasa``. It refuses to send a reply composed under an earlier
epoch, and to leave a patient without an answer.
"""
