"""What runs inside Rasa: the channel, our graph components, the tracker store, and the wrappers that train and serve.

Nothing here is public: the gateway is the only caller. Nothing here logs what a patient wrote.
"""
