# Three clips take 360 of the 380 credits that are left.
post "/v1/projects/$(info fern-audio)/content" clips '{"format": "video_remix", "variantCount": 3, "brief": {"topic": "nine o clock"}}'

# One more is refused: 402 BILLING_EXHAUSTED, with what is needed and what is there.
post "/v1/projects/$(info fern-audio)/content" one-more '{"format": "video_remix", "brief": {"topic": "ten past nine"}}'

# Half a day later a new credit period has begun, and the same call is accepted.
pass 43200
get /v1/credits
post "/v1/projects/$(info fern-audio)/content" one-more '{"format": "video_remix", "brief": {"topic": "ten past nine"}}'
