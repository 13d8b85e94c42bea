curl -s http://127.0.0.1:4747/__mock/snapshot -o world.json
curl -s -X PUT http://127.0.0.1:4747/__mock/snapshot --data-binary @world.json
