from flask import Flask, jsonify, request

app = Flask(__name__)


@app.route("/")
def home():
    return jsonify(message="Counting sheep")


@app.route("/healthz")
def healthz():
    return "", 204


@app.route("/count", methods=["POST"])
def count():
    return jsonify(total=sum(request.json["sheep"]))


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5050)
