layers-mock check --target check-2-target.yaml --operation cloneInfluencer --plan
