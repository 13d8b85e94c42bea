curl -s -X POST http://127.0.0.1:4747/__mock/worlds -d '{"name": "demo", "seed": 7}'
layers-mock snapshot save --world demo demo.json
curl -s -X DELETE http://127.0.0.1:4747/__mock/worlds/demo

# The file names its world; there it goes, and a world that is not there is made.
layers-mock snapshot restore demo.json
