use axum::{Router, routing::get};

#[tokio::main]
async fn main() {
    let router = Router::new().route("/healthz", get(|| async { "fine" }));
    let listener = tokio::net::TcpListener::bind("0.0.0.0:7070").await.unwrap();
    axum::serve(listener, router).await.unwrap();
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(1 + 1, 2);
    }
}
