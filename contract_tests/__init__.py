"""The contract suites: checks of any implementation, each bound to the rules it decides.

Modules hold checks made with :func:`layers_mock.kit.check`, or a function ``made_from(contract)`` that makes them from the
document. They see the document and HTTP alone.
"""
