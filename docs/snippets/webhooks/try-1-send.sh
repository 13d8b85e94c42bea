export LAYERS_MOCK_WEBHOOK_SECRET=whsec_from-your-environment
layers-mock webhook send job.completed --to http://localhost:3000/
layers-mock webhook send job.completed --to http://localhost:3000/ --timestamp 1700000000 || echo "refused: too old"
layers-mock webhook send job.completed --to http://localhost:3000/ --secret whsec_of-somebody-else || echo "refused: not signed by Layers"
