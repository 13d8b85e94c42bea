"""The document held against the target with schemathesis: examples, coverage, fuzzing, and ways along the links.

Schemathesis makes the requests; what they break is decided by the document's own validators, and they are sent as every
other call of a check is. That each answer fits the document is held against it by the kit's observer.
"""
