"""The database; beside every hop.

Tables in ``tables`` (one file each), questions and changes in ``stores`` (classes that take a session), transactions in
``engine``. The only package that imports SQLAlchemy. It refuses nothing by itself: rules live in the services, but what must
hold whatever a service does (one case a message, one number a message, an append-only chain) is a constraint here.
"""
