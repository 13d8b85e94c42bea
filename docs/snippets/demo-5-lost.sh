# Prepared by the fixture: the next answer gets lost on its way, though the work is done.
fire answer-gets-lost
post "/v1/projects/$(info fern-audio)/content" finale '{"format": "video_remix", "brief": {"topic": "sold out"}}' || echo "no answer"

# The client cannot know. It asks again under the same Idempotency-Key, and gets the first answer: one job, paid once.
post "/v1/projects/$(info fern-audio)/content" finale '{"format": "video_remix", "brief": {"topic": "sold out"}}'
