layers-mock exec -- sh -c 'exit 3' || echo "the command said $?"
