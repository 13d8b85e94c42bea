layers-mock serve --cors http://localhost:3000
