layers-mock fixtures validate bakery.yaml
layers-mock fixtures show bakery.yaml
