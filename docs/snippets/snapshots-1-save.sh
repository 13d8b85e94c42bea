layers-mock snapshot save morning.json
