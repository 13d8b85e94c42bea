layers-mock check "$URL" --target check-2-target.yaml --rule 'list-projects.*' --seed 7
