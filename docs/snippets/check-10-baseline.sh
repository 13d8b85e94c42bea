layers-mock check "$URL" --target check-2-target.yaml --operation getInfluencer --baseline check-9-known.yaml
