layers-mock check "$URL" --target check-6-account.yaml --operation createProject
