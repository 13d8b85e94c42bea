# The first clone for the United Kingdom fails on cue.
post "/v1/influencers/$(info juno)/clone" uk-1 '{"name": "Juno Park (UK)"}' | tee clone.json
pass 60
get "/v1/jobs/$(job clone.json)"

# A second attempt, under a key of its own, succeeds.
post "/v1/influencers/$(info juno)/clone" uk-2 '{"name": "Juno Park (UK)"}' | tee clone.json
pass 60
get "/v1/jobs/$(job clone.json)"
