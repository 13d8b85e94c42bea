curl -s -o /dev/null -X POST $BASE/__mock/reset
get /v1/credits
