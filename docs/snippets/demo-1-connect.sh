BASE=http://127.0.0.1:4747
info() { curl -s $BASE/__mock/info | grep -o "\"$1\":\"[^\"]*" | cut -d'"' -f4; }
KEY=$(info full)

# post PATH IDEMPOTENCY-KEY BODY, get PATH, pass SECONDS of the world's time, fire SCENARIO, and the id of a job in a file
post() { curl -s -w '\n' "$BASE$1" -H "X-Api-Key: $KEY" -H "Idempotency-Key: $2" -H "Content-Type: application/json" -d "$3"; }
get() { curl -s -w '\n' "$BASE$1" -H "X-Api-Key: $KEY"; }
pass() { curl -s -o /dev/null -X POST "$BASE/__mock/clock/advance" -d "{\"seconds\": $1}"; }
fire() { curl -s -w '\n' -X POST "$BASE/__mock/scenarios/$1/fire"; }
job() { grep -o 'job_[0-9A-Z]*' "$1" | head -n 1; }
