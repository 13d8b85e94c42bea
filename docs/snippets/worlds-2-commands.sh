layers-mock worlds create checkout
layers-mock worlds list
layers-mock worlds reset checkout
layers-mock worlds drop checkout
