layers-mock exec --fixture bakery.yaml --clock manual -- bash -euo pipefail -c '
  project=$(curl -s "$LAYERS_BASE_URL/v1/projects" -H "X-Api-Key: $LAYERS_API_KEY" | grep -o "prj_[0-9A-Z]*")
  get() { curl -s "$LAYERS_BASE_URL/v1/projects/$project/$1" -H "X-Api-Key: $LAYERS_API_KEY"; echo; }
  get "scheduled-posts?status=queued&limit=2"
  get "top-performers?metric=views&window=90d&limit=1"
  layers-mock clock advance 604800
  get "top-performers?metric=views&window=7d&limit=1"
'
