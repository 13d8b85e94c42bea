layers-mock clock
layers-mock clock advance 60
layers-mock clock advance --to next-event
layers-mock clock advance --to idle
