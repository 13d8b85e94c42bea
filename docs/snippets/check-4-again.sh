layers-mock check "$URL" --target check-2-target.yaml --rule get-influencer.not-found
