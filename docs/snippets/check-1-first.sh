layers-mock exec -- sh -c 'layers-mock check "$LAYERS_BASE_URL" --operation getCredits'
