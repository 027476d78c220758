"""A calculator over HTTP: two numbers in, one out."""

import operator

from flask import Flask, jsonify, request

app = Flask(__name__)

OPERATIONS = {
    "sum": operator.add,
    "difference": operator.sub,
    "product": operator.mul,
}


@app.get("/")
def index():
    return jsonify(service="calculator", operations=sorted(OPERATIONS))


@app.post("/<name>")
def calculate(name):
    operation = OPERATIONS.get(name)
    if operation is None:
        return jsonify(error=f"no operation {name}"), 404
    numbers = request.get_json()
    return jsonify(result=operation(numbers["left"], numbers["right"]))


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=30500)
