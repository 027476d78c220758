from app import app


def test_counts_sheep():
    answer = app.test_client().post("/count", json={"sheep": [1, 2]})
    assert answer.json == {"total": 3}
