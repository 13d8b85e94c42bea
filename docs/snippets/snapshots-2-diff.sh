BASE=http://127.0.0.1:4747
info() { curl -s $BASE/__mock/info | grep -o "\"$1\":\"[^\"]*" | cut -d'"' -f4; }

# A clone, six seconds of its job, and what that changed in the world.
curl -s -X POST $BASE/v1/influencers/$(info ava)/clone \
  -H "X-Api-Key: $(info full)" -H "Content-Type: application/json" -d '{"name": "Ava Chen (EU)"}'
curl -s -X POST $BASE/__mock/clock/advance -d '{"seconds": 6}'
layers-mock snapshot save noon.json
layers-mock snapshot diff morning.json noon.json || echo "exit code $?: they differ"
