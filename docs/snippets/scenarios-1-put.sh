layers-mock scenarios put scenarios.yaml
layers-mock scenarios list
layers-mock scenarios fire bad-day
layers-mock scenarios remove bad-day
