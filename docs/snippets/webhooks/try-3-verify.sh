export LAYERS_MOCK_WEBHOOK_SECRET=whsec_from-your-environment
layers-mock webhook verify body.bin --signature "$(cat signature.txt)" || echo "exit code $?"
