layers-mock snapshot restore morning.json
