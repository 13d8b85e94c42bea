# The film of the launch takes eight times as long as other content, which would be ready by now.
post "/v1/projects/$(info fern-audio)/content" film '{"format": "ugc_remix", "brief": {"topic": "launch film"}}' | tee film.json
pass 200
get "/v1/jobs/$(job film.json)"
