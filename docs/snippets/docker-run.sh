docker build -t layers-mock .
docker run --rm -p 127.0.0.1:4747:4747 layers-mock --fixture acme --clock manual
