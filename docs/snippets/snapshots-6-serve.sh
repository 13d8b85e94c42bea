layers-mock serve --snapshot world.json
